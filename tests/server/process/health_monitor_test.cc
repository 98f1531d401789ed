#include "server/process/health_monitor.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <future>
#include <stdexcept>

namespace pipewright::server {
namespace {

TEST_CASE("a probe that throws is a database that is away, until it doesn't", "[health]") {
  std::atomic<int> probes = 0;
  std::promise<void> away;
  std::promise<void> back;
  const HealthMonitor monitor(
      [&]() -> absl::Status {
        if (++probes < 2) throw std::runtime_error("a test's");
        return absl::OkStatus();
      },
      [&](bool serving) { (serving ? back : away).set_value(); }, absl::Hours(1));
  away.get_future().wait();
  back.get_future().wait();
  CHECK(probes == 2);
}

TEST_CASE("whoever throws over a change of the health is told again", "[health]") {
  std::atomic<int> told = 0;
  std::promise<void> done;
  const HealthMonitor monitor([] { return absl::UnavailableError("away"); },
                              [&](bool) {
                                if (++told == 1) throw std::runtime_error("a test's");
                                done.set_value();
                              },
                              absl::Hours(1));
  done.get_future().wait();
  CHECK(told == 2);
}

}  // namespace
}  // namespace pipewright::server
