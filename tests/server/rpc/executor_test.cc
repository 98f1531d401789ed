#include "server/rpc/executor.h"

#include <catch2/catch.hpp>
#include <condition_variable>
#include <mutex>
#include <stdexcept>

namespace pipewright::server {
namespace {

// What a task waits for.
class Gate {
 public:
  void Open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void Pass() {
    std::unique_lock lock(mutex_);
    waiting_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void AwaitSomebody() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  bool waiting_ = false;
};

TEST_CASE("so many calls wait and no more, however many steps of open streams wait beside them", "[executor]") {
  Gate gate;
  int steps = 0;
  int calls = 0;
  {
    Executor executor(1, 2);
    REQUIRE(executor.Submit([&] { gate.Pass(); }, absl::InfiniteFuture()) == Executor::Admission::kAccepted);
    gate.AwaitSomebody();
    for (int i = 0; i < 5; ++i) executor.Continue([&] { ++steps; });
    const auto submit = [&] { return executor.Submit([&] { ++calls; }, absl::InfiniteFuture()); };
    CHECK(submit() == Executor::Admission::kAccepted);
    CHECK(submit() == Executor::Admission::kAccepted);
    CHECK(submit() == Executor::Admission::kFull);
    CHECK(executor.queued() == 7);
    gate.Open();
  }
  CHECK(steps == 5);
  CHECK(calls == 2);
}

TEST_CASE("a task that throws takes neither its thread nor the count of busy ones with it", "[executor]") {
  Gate gate;
  Executor executor(1, 2);
  REQUIRE(executor.Submit([] { throw std::runtime_error("a test's"); }, absl::InfiniteFuture()) ==
          Executor::Admission::kAccepted);
  executor.Continue([&] { gate.Pass(); });
  gate.AwaitSomebody();
  CHECK(executor.busy() == 1);
  gate.Open();
}

TEST_CASE("a call that was taken from the queue makes room for another", "[executor]") {
  Gate first;
  Gate second;
  Executor executor(1, 1);
  REQUIRE(executor.Submit([&] { first.Pass(); }, absl::InfiniteFuture()) == Executor::Admission::kAccepted);
  first.AwaitSomebody();
  REQUIRE(executor.Submit([&] { second.Pass(); }, absl::InfiniteFuture()) == Executor::Admission::kAccepted);
  CHECK(executor.Submit([] {}, absl::InfiniteFuture()) == Executor::Admission::kFull);
  first.Open();
  second.AwaitSomebody();
  CHECK(executor.Submit([] {}, absl::InfiniteFuture()) == Executor::Admission::kAccepted);
  second.Open();
}

}  // namespace
}  // namespace pipewright::server
