#include "server/process/periodic.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <future>
#include <memory>
#include <stdexcept>
#include <thread>

namespace pipewright::server {
namespace {

TEST_CASE("periodic work begins at once and goes on while there is more, without waiting", "[periodic]") {
  std::promise<void> done;
  int pieces = 0;
  const Periodic periodic(
      "a test's work",
      [&] {
        if (++pieces == 4) done.set_value();
        return pieces < 4;
      },
      absl::Hours(1));
  done.get_future().wait();
  CHECK(pieces == 4);
}

TEST_CASE("periodic work is done again after its interval", "[periodic]") {
  std::promise<int> done;
  int times = 0;
  const Periodic periodic(
      "a test's work",
      [&] {
        if (++times == 3) done.set_value(times);
        return false;
      },
      absl::Milliseconds(1));
  CHECK(done.get_future().get() == 3);
}

TEST_CASE("periodic work that throws is done again after its interval", "[periodic]") {
  std::promise<int> done;
  int times = 0;
  const Periodic periodic(
      "a test's work",
      [&]() -> bool {
        if (++times < 3) throw std::runtime_error("a test's");
        done.set_value(times);
        return false;
      },
      absl::Milliseconds(1));
  CHECK(done.get_future().get() == 3);
}

TEST_CASE("the end of periodic work waits for the piece under way, and not for the interval", "[periodic]") {
  std::promise<void> begun;
  std::promise<void> go_on;
  std::atomic<int> finished = 0;
  auto periodic = std::make_unique<Periodic>(
      "a test's work",
      [&] {
        begun.set_value();
        go_on.get_future().wait();
        ++finished;
        return false;
      },
      absl::Hours(1));
  begun.get_future().wait();
  std::thread ending([&] { periodic.reset(); });
  go_on.set_value();
  ending.join();
  CHECK(finished == 1);
}

}  // namespace
}  // namespace pipewright::server
