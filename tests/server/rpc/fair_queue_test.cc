// Owners are served by what they have cost: order and shares, by costs that the test says.
#include "server/rpc/fair_queue.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <vector>

namespace pipewright::server {
namespace {

constexpr int kMany = 1000;

class Served {
 public:
  explicit Served(int owner_limit = kMany) : Served(FairQueue::Limits{owner_limit, owner_limit}) {}
  explicit Served(FairQueue::Limits limits) : queue(limits) {}

  void Push(const std::string& owner, int times = 1, bool refusable = true) {
    for (int i = 0; i < times; ++i) {
      queue.Push(owner, {[this, owner] { order += owner; }, refusable ? [] {} : std::function<void()>()});
    }
  }
  // Takes and does the next, at that cost.
  bool Serve(absl::Duration cost) {
    const auto taken = queue.Take(now);
    if (!taken.has_value()) return false;
    taken->task.run();
    queue.Done(*taken, cost);
    return true;
  }
  // How often an owner was served, out of so many times, at what each costs.
  std::map<char, int> Shares(int times, const std::map<char, absl::Duration>& costs) {
    order.clear();
    for (int i = 0; i < times; ++i) {
      const auto taken = queue.Take(now);
      taken->task.run();
      queue.Done(*taken, costs.at(order.back()));
    }
    std::map<char, int> shares;
    for (const char owner : order) ++shares[owner];
    return shares;
  }

  FairQueue queue;
  std::string order;
  absl::Time now = absl::UnixEpoch();
};

TEST_CASE("one owner's tasks are done in their order", "[fair_queue]") {
  FairQueue queue({kMany, kMany});
  std::vector<int> order;
  for (int i = 0; i < 5; ++i) queue.Push("a", {[&order, i] { order.push_back(i); }, [] {}});
  while (const auto taken = queue.Take(absl::UnixEpoch())) taken->task.run();
  CHECK(order == std::vector<int>{0, 1, 2, 3, 4});
}

TEST_CASE("who comes last with one task doesn't wait for all of who came first with many", "[fair_queue]") {
  Served served;
  served.Push("a", 100);
  served.Push("b");
  served.Serve(absl::Milliseconds(1));
  served.Serve(absl::Milliseconds(1));
  CHECK(served.order == "ab");
}

TEST_CASE("threads are shared by time, not by number", "[fair_queue]") {
  Served served;
  served.Push("a", 1000);
  served.Push("b", 1000);
  const auto shares = served.Shares(550, {{'a', absl::Milliseconds(10)}, {'b', absl::Milliseconds(1)}});
  // As much time for each: ten times as many of those that take a tenth.
  CHECK(shares.at('a') > 45);
  CHECK(shares.at('a') < 55);
}

TEST_CASE("three owners have a third each, whatever they have waiting", "[fair_queue]") {
  Served served;
  served.Push("a", 900);
  served.Push("b", 400);
  served.Push("c", 300);
  const auto shares =
      served.Shares(300, {{'a', absl::Milliseconds(1)}, {'b', absl::Milliseconds(1)}, {'c', absl::Milliseconds(1)}});
  for (const char owner : {'a', 'b', 'c'}) CHECK(shares.at(owner) == 100);
}

TEST_CASE("nobody has more tasks taken than they may, and one that is done lets the next be taken", "[fair_queue]") {
  Served served(2);
  served.Push("a", 5);
  const auto first = served.queue.Take(served.now);
  const auto second = served.queue.Take(served.now);
  REQUIRE(second.has_value());
  CHECK_FALSE(served.queue.Take(served.now).has_value());
  served.Push("b");
  CHECK(served.Serve(absl::Milliseconds(1)));
  CHECK(served.order == "b");
  served.queue.Done(*first, absl::Seconds(14));
  CHECK(served.queue.Take(served.now).has_value());
}

// Two owners: one with tasks that took so long, and one who was served just now.
struct Beside : Served {
  explicit Beside(absl::Duration cost) : Served(FairQueue::Limits{4, 2}) {
    Push("a", 20);
    for (int i = 0; i < 10; ++i) Serve(cost);
    Push("b");
    Serve(absl::Milliseconds(1));
    order.clear();
  }
};

// How many tasks are taken until there is none to take.
int TakeAll(Served& served) {
  int taken = 0;
  while (served.queue.Take(served.now).has_value()) ++taken;
  return taken;
}

TEST_CASE("who has tasks that take long has fewer of them at once while somebody else is there", "[fair_queue]") {
  Beside served(absl::Milliseconds(50));
  CHECK(TakeAll(served) == 2);
  // The other's own are served beside those.
  served.Push("b");
  CHECK(served.Serve(absl::Milliseconds(1)));
  CHECK(served.order == "b");
  // They stay, pausing between their calls.
  served.now += absl::Milliseconds(900);
  CHECK(TakeAll(served) == 0);
  // They are gone.
  served.now += absl::Milliseconds(200);
  CHECK(TakeAll(served) == 2);
}

TEST_CASE("who has tasks that are over soon has as many of them as when they are alone", "[fair_queue]") {
  Beside served(absl::Milliseconds(5));
  CHECK(TakeAll(served) == 4);
}

TEST_CASE("somebody with few tasks that take long is served before one with many", "[fair_queue]") {
  Beside served(absl::Milliseconds(50));
  CHECK(TakeAll(served) == 2);
  served.Push("c", 2);
  CHECK(TakeAll(served) == 2);
}

TEST_CASE("what takes long is paid for while it lasts only by its guess, and in full at its end", "[fair_queue]") {
  Served served;
  served.Push("a", 2);
  const auto slow = served.queue.Take(served.now);
  served.queue.Done(*slow, absl::Seconds(1));
  served.Push("b", 500);
  for (int i = 0; i < 500; ++i) served.Serve(absl::Milliseconds(1));
  CHECK(served.order == std::string(500, 'b'));
}

TEST_CASE("a pause doesn't pay for anything, and saves nothing up", "[fair_queue]") {
  Served served;
  served.Push("a");
  served.Serve(absl::Milliseconds(100));
  served.Push("b", 1000);
  for (int i = 0; i < 50; ++i) served.Serve(absl::Milliseconds(1));
  // a has cost more than b so far; c has cost nothing, and begins where b is.
  served.Push("a");
  served.Push("c", 1000);
  served.order.clear();
  for (int i = 0; i < 40; ++i) served.Serve(absl::Milliseconds(1));
  CHECK(std::count(served.order.begin(), served.order.end(), 'a') == 0);
  CHECK(std::count(served.order.begin(), served.order.end(), 'c') == 20);
}

TEST_CASE("who had everything while nobody else wanted it is owed against for two seconds and no more",
          "[fair_queue]") {
  Served served;
  for (int i = 0; i < 100; ++i) {
    served.Push("a");
    served.Serve(absl::Seconds(14));
  }
  served.Push("b", 10'000);
  served.Push("a");
  int before = 0;
  while (served.order.empty() || served.order.back() != 'a' || before == 0) {
    served.Serve(absl::Milliseconds(1));
    if (served.order.back() == 'b') ++before;
    REQUIRE(before < 4000);
  }
  CHECK(before >= 1900);
  CHECK(before <= 2100);
}

TEST_CASE("a full queue is made room in at the cost of who has most of it", "[fair_queue]") {
  Served served;
  served.Push("a", 3);
  served.Push("b", 1);
  // Steps of what was admitted stay.
  served.Push("c", 10, /*refusable=*/false);
  CHECK(served.queue.refusable() == 4);
  CHECK(served.queue.PushOut("b").has_value());
  CHECK(served.queue.refusable() == 3);
  CHECK_FALSE(served.queue.PushOut("b").has_value());
  CHECK_FALSE(served.queue.PushOut("a").has_value());
  CHECK(served.queue.PushOut("d").has_value());
  CHECK_FALSE(served.queue.PushOut("d").has_value());
  CHECK(served.queue.size() == 12);
  while (served.Serve(absl::Milliseconds(1))) {
  }
  CHECK(std::count(served.order.begin(), served.order.end(), 'c') == 10);
  CHECK(served.order.size() == 12);
}

TEST_CASE("how many come before one more task depends on whose it is", "[fair_queue]") {
  Served served;
  served.Push("a", 50);
  CHECK(served.queue.Ahead("a") == 50);
  CHECK(served.queue.Ahead("b") == 1);
  served.Push("b", 2);
  CHECK(served.queue.Ahead("b") == 5);
  CHECK(served.queue.Ahead("a") == 52);
}

}  // namespace
}  // namespace pipewright::server
