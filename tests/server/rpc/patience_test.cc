#include "server/rpc/patience.h"

#include <atomic>
#include <catch2/catch.hpp>

#include "tests/support/await.h"

namespace pipewright::server {
namespace {

TEST_CASE("what takes too long is given up, once", "[patience]") {
  Patience patience(absl::Milliseconds(4));
  std::atomic<int> given_up = 0;
  std::atomic<int> later = 0;
  const Patience::Watch watch = patience.Begin([&] { ++given_up; });
  const Patience::Watch another = patience.Begin([&] { ++later; });
  REQUIRE(testing::Await([&] { return later == 1; }));
  CHECK(given_up == 1);
}

TEST_CASE("what ended in time is left alone", "[patience]") {
  Patience patience(absl::Milliseconds(4));
  std::atomic<bool> given_up = false;
  std::atomic<bool> later = false;
  {
    const Patience::Watch watch = patience.Begin([&] { given_up = true; });
  }
  Patience::Watch moved;
  {
    Patience::Watch watch = patience.Begin([&] { given_up = true; });
    moved = std::move(watch);
  }
  moved.Reset();
  const Patience::Watch last = patience.Begin([&] { later = true; });
  REQUIRE(testing::Await([&] { return later.load(); }));
  CHECK_FALSE(given_up);
}

}  // namespace
}  // namespace pipewright::server
