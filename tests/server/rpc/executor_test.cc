#include "server/rpc/executor.h"

#include <catch2/catch.hpp>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>

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

// A call of somebody's, that counts when it is done or refused.
struct Calls {
  Executor& executor;
  int done = 0;
  int refused = 0;

  Executor::Admission Submit(const std::string& owner = "one") {
    return executor.Submit(
        owner, [this] { ++done; }, [this] { ++refused; }, absl::InfiniteFuture());
  }
};

void Occupy(Executor& executor, Gate& gate, const std::string& owner = "one") {
  REQUIRE(executor.Submit(
              owner, [&] { gate.Pass(); }, [] {}, absl::InfiniteFuture()) == Executor::Admission::kAccepted);
  gate.AwaitSomebody();
}

TEST_CASE("so many calls wait and no more, however many steps of open streams wait beside them", "[executor]") {
  Gate gate;
  int steps = 0;
  auto executor = std::make_unique<Executor>(Executor::Options{1, 2});
  Calls calls{*executor};
  Occupy(*executor, gate);
  for (int i = 0; i < 5; ++i) executor->Continue("one", [&] { ++steps; });
  CHECK(calls.Submit() == Executor::Admission::kAccepted);
  CHECK(calls.Submit() == Executor::Admission::kAccepted);
  CHECK(calls.Submit() == Executor::Admission::kFull);
  CHECK(executor->queued() == 7);
  gate.Open();
  executor.reset();
  CHECK(steps == 5);
  CHECK(calls.done == 2);
  CHECK(calls.refused == 0);
}

TEST_CASE("who fills the queue gives way to who comes, and is told", "[executor]") {
  Gate gate;
  auto executor = std::make_unique<Executor>(Executor::Options{1, 3});
  Calls many{*executor};
  Calls few{*executor};
  Occupy(*executor, gate);
  for (int i = 0; i < 3; ++i) REQUIRE(many.Submit("many") == Executor::Admission::kAccepted);
  CHECK(few.Submit("few") == Executor::Admission::kAccepted);
  CHECK(many.refused == 1);
  // As many as the other by now.
  CHECK(few.Submit("few") == Executor::Admission::kFull);
  CHECK(many.Submit("many") == Executor::Admission::kFull);
  gate.Open();
  executor.reset();
  CHECK(many.done == 2);
  CHECK(few.done == 1);
  CHECK(few.refused == 0);
}

TEST_CASE("one owner doesn't have all threads", "[executor]") {
  Gate first;
  Gate second;
  Gate other;
  auto executor = std::make_unique<Executor>(Executor::Options{2, 10, 1});
  Occupy(*executor, first, "many");
  REQUIRE(executor->Submit(
              "many", [&] { second.Pass(); }, [] {}, absl::InfiniteFuture()) == Executor::Admission::kAccepted);
  // The second of theirs waits though a thread is free, which is there for others.
  Occupy(*executor, other, "few");
  CHECK(executor->busy() == 2);
  CHECK(executor->queued() == 1);
  other.Open();
  first.Open();
  second.AwaitSomebody();
  second.Open();
  executor.reset();
}

TEST_CASE("a call that can't be in time is refused, and nobody gives way to it", "[executor]") {
  Gate gate;
  auto executor = std::make_unique<Executor>(Executor::Options{1, 1});
  Calls calls{*executor};
  Occupy(*executor, gate);
  REQUIRE(calls.Submit() == Executor::Admission::kAccepted);
  CHECK(executor->Submit(
            "few", [] {}, [] {}, absl::InfinitePast()) == Executor::Admission::kTooLate);
  CHECK(calls.refused == 0);
  gate.Open();
  executor.reset();
  CHECK(calls.done == 1);
}

TEST_CASE("a task that throws takes neither its thread nor the count of busy ones with it", "[executor]") {
  Gate gate;
  Executor executor({1, 2});
  REQUIRE(executor.Submit(
              "one", [] { throw std::runtime_error("a test's"); }, [] {}, absl::InfiniteFuture()) ==
          Executor::Admission::kAccepted);
  executor.Continue("one", [&] { gate.Pass(); });
  gate.AwaitSomebody();
  CHECK(executor.busy() == 1);
  gate.Open();
}

TEST_CASE("a call that was taken from the queue makes room for another", "[executor]") {
  Gate first;
  Gate second;
  Executor executor({1, 1});
  Calls calls{executor};
  Occupy(executor, first);
  REQUIRE(executor.Submit(
              "one", [&] { second.Pass(); }, [] {}, absl::InfiniteFuture()) == Executor::Admission::kAccepted);
  CHECK(calls.Submit() == Executor::Admission::kFull);
  first.Open();
  second.AwaitSomebody();
  CHECK(calls.Submit() == Executor::Admission::kAccepted);
  second.Open();
}

}  // namespace
}  // namespace pipewright::server
