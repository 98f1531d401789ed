// The hub with a store in memory and watchers that take a message when the test says so: what happens to slow ones.
#include "server/integration/events/event_hub.h"

#include <catch2/catch.hpp>
#include <condition_variable>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "infrastructure/security/page_token_sealer.h"
#include "pipewright/integration/v1/event_service.pb.h"
#include "tests/support/server/account_events.h"

namespace pipewright::integration {
namespace {

const TenantId kTenant(Uuid({1}));

class FakeEventStore : public EventStore {
 public:
  // Each a transaction of its own.
  void Write(int count, size_t text = 10) {
    const std::lock_guard lock(mutex_);
    for (int i = 0; i < count; ++i) {
      auto event = testing::AccountUpdate(text);
      event->position = {++last_, 1};
      event->create_time = absl::UnixEpoch();
      event->record_version = static_cast<int64_t>(last_);
      events_.push_back(std::move(event));
    }
  }
  // As after a restore.
  void BecomeAnother() {
    const std::lock_guard lock(mutex_);
    incarnation_ = "another";
  }
  void Drop(uint64_t through) {
    const std::lock_guard lock(mutex_);
    dropped_ = through;
  }

  // The next so many questions end with an exception.
  void Throw(int times) {
    const std::lock_guard lock(mutex_);
    throws_ = times;
  }

  absl::StatusOr<EventPage> Read(const ReadRequest& request) override {
    const std::lock_guard lock(mutex_);
    if (const absl::Status can = CheckPosition(request.after, EdgesNow()); !can.ok()) return can;
    EventPage page;
    size_t bytes = 0;
    for (const auto& event : events_) {
      if (event->position <= request.after || event->position > request.until) continue;
      if (static_cast<int>(page.events.size()) == request.max_rows || bytes >= request.max_bytes) return page;
      bytes += event->stored_bytes;
      page.events.push_back(event);
      page.reached = event->position;
    }
    page.complete = true;
    page.reached = std::min(request.until, EdgesNow().newest);
    return page;
  }
  absl::StatusOr<EventEdges> Edges(const TenantId&, absl::Time, Cancellation*) override {
    const std::lock_guard lock(mutex_);
    return EdgesNow();
  }
  absl::StatusOr<EventsAhead> Ahead(const std::vector<std::pair<TenantId, EventPosition>>& positions) override {
    const std::lock_guard lock(mutex_);
    if (throws_ > 0) {
      --throws_;
      throw std::runtime_error("a test's");
    }
    EventsAhead ahead{EdgesNow(), {}};
    for (const auto& [tenant, position] : positions) {
      if (!events_.empty() && events_.back()->position > position) ahead.tenants.push_back(tenant);
    }
    return ahead;
  }
  absl::Status Keep(absl::Duration) override { return absl::OkStatus(); }

 private:
  EventEdges EdgesNow() const {
    return {{dropped_, EventPosition::kLast}, EventPosition::Before(last_ + 1), incarnation_};
  }

  std::mutex mutex_;
  std::vector<std::shared_ptr<const Event>> events_;
  uint64_t last_ = 0;
  uint64_t dropped_ = 0;
  int throws_ = 0;
  std::string incarnation_ = "one";
};

// Everything that touches a watcher happens under its mutex, notifications too: as soon as its end is known the test
// may destroy it, whichever thread told so. The hub calls it on its own thread, where nothing of Catch2 may be used:
// what is wrong is kept until the end.
class FakeWatcher : public EventWatcher {
 public:
  // `eager`: takes each message at once, on the hub's thread; else the test takes them one by one.
  FakeWatcher(EventHub& hub, bool eager) : hub_(hub), eager_(eager) {}
  ~FakeWatcher() override {
    hub_.Cancelled(number);
    WaitForEnd().IgnoreError();
    CHECK(faults_.empty());
  }

  void Send(grpc::ByteBuffer message) override {
    {
      const std::lock_guard lock(mutex_);
      Expect(!pending_.has_value(), "a second message while one was pending");
      pending_ = std::move(message);
      if (eager_) Read();
      changed_.notify_all();
    }
    if (eager_) hub_.Sent(number, true);
  }
  void Recheck() override {
    if (const absl::Status refused = refusal(); !refused.ok()) return hub_.Rechecked(number, refused);
    hub_.Rechecked(number, principal);
  }
  // What waits fails; one that the test is just taking doesn't.
  void Abort() override {
    {
      const std::lock_guard lock(mutex_);
      if (!pending_.has_value()) return;
      pending_.reset();
    }
    hub_.Sent(number, false);
  }
  void End(const absl::Status& status) override {
    const std::lock_guard lock(mutex_);
    end_ = status;
    changed_.notify_all();
  }

  // Takes the message that waits, or that comes; not for an eager one.
  void Take() {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return pending_.has_value() || end_.has_value(); });
      if (!pending_.has_value()) return;
      Read();
    }
    hub_.Sent(number, true);
  }
  // For a message that then waits.
  void WaitForMessage() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return pending_.has_value() || end_.has_value(); });
  }
  // From now on the caller may nothing more.
  void Refuse(absl::Status status) {
    const std::lock_guard lock(mutex_);
    refusal_ = std::move(status);
  }
  void WaitFor(size_t events) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return versions_.size() >= events || end_.has_value(); });
  }
  void TakeUntil(size_t events) {
    while (versions().size() < events && !HasEnded()) Take();
  }
  absl::Status WaitForEnd() {
    while (!eager_ && !HasEnded()) Take();
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return end_.has_value(); });
    return *end_;
  }
  bool HasEnded() {
    const std::lock_guard lock(mutex_);
    return end_.has_value();
  }
  std::vector<int64_t> versions() {
    const std::lock_guard lock(mutex_);
    return versions_;
  }
  size_t largest() {
    const std::lock_guard lock(mutex_);
    return largest_;
  }

  absl::Status refusal() {
    const std::lock_guard lock(mutex_);
    return refusal_;
  }
  // Null when it goes on for a minute.
  std::optional<absl::Status> EndWithoutTaking() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::minutes(1), [this] { return end_.has_value(); });
    return end_;
  }

  std::atomic<uint64_t> number = 0;
  std::shared_ptr<const Principal> principal;

 private:
  // With the lock held.
  void Read() {
    v1::WatchResponse message;
    grpc::Slice whole;
    Expect(pending_->DumpToSingleSlice(&whole).ok(), "a message without bytes");
    pending_.reset();
    largest_ = std::max(largest_, whole.size());
    Expect(message.ParseFromArray(whole.begin(), static_cast<int>(whole.size())), "a message that can't be read");
    Expect(!message.resume_token().empty(), "a message without a token");
    for (const v1::Event& event : message.events()) versions_.push_back(event.record_version());
  }
  void Expect(bool holds, const char* otherwise) {
    if (!holds) faults_.emplace_back(otherwise);
  }

  EventHub& hub_;
  const bool eager_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<grpc::ByteBuffer> pending_;
  std::optional<absl::Status> end_;
  absl::Status refusal_;
  std::vector<int64_t> versions_;
  size_t largest_ = 0;
  std::vector<std::string> faults_;
};

struct World {
  explicit World(EventHubOptions options = Quick()) : hub(store, tokens, testing::AccountEventProto(), options) {}
  ~World() { hub.Drain(); }

  static EventHubOptions Quick() {
    EventHubOptions options;
    options.poll_interval = absl::Milliseconds(1);
    options.checkpoint_interval = absl::Milliseconds(5);
    options.recheck_interval = absl::Milliseconds(5);
    options.end_patience = absl::Milliseconds(5);
    return options;
  }
  static std::shared_ptr<const Principal> Owner() {
    auto principal = std::make_shared<Principal>();
    principal->user = UserId(Uuid({2}));
    principal->tenant = kTenant;
    principal->grants = Grants({{"*", "*", Scope::kAll}});
    return principal;
  }
  absl::Status Join(FakeWatcher& watcher, const EventPosition& after = {0, EventPosition::kLast}) {
    watcher.principal = Owner();
    uint64_t number = 0;
    return hub.Join(watcher, kTenant, EventView{{}, watcher.principal}, after, watcher.number, &number);
  }

  FakeEventStore store;
  HmacPageTokenSealer tokens{std::string(32, 'k')};
  EventHub hub;
};

std::vector<int64_t> UpTo(int64_t last) {
  std::vector<int64_t> all;
  for (int64_t i = 1; i <= last; ++i) all.push_back(i);
  return all;
}

TEST_CASE("every watcher gets every event once and in order, from wherever it begins", "[events]") {
  World world;
  world.store.Write(700);
  FakeWatcher from_start(world.hub, true);
  FakeWatcher also(world.hub, true);
  FakeWatcher later(world.hub, true);
  REQUIRE(world.Join(from_start).ok());
  REQUIRE(world.Join(also).ok());
  REQUIRE(world.Join(later, {650, 1}).ok());
  for (int i = 0; i < 50; ++i) world.store.Write(10);
  from_start.WaitFor(1200);
  also.WaitFor(1200);
  later.WaitFor(550);
  CHECK(from_start.versions() == UpTo(1200));
  CHECK(also.versions() == UpTo(1200));
  std::vector<int64_t> rest = UpTo(1200);
  rest.erase(rest.begin(), rest.begin() + 650);
  CHECK(later.versions() == rest);
  world.hub.Drain();
  CHECK(DetailsOf(from_start.WaitForEnd()).reason == Reason::kShuttingDown);
}

TEST_CASE("a slow watcher holds one bounded message, holds nobody up, and misses nothing", "[events]") {
  World world;
  FakeWatcher quick(world.hub, true);
  FakeWatcher slow(world.hub, false);
  REQUIRE(world.Join(quick).ok());
  REQUIRE(world.Join(slow).ok());
  // More than a tenant's last events are kept in memory.
  for (int i = 1; i <= 60; ++i) {
    world.store.Write(10, 10'000);
    quick.WaitFor(static_cast<size_t>(i) * 10);
  }
  CHECK(quick.versions() == UpTo(600));
  CHECK(slow.versions().empty());
  slow.TakeUntil(600);
  CHECK(slow.versions() == UpTo(600));
  CHECK(slow.largest() < (512 << 10));
  CHECK(quick.largest() < (512 << 10));
  world.hub.Cancelled(slow.number);
  CHECK(DetailsOf(slow.WaitForEnd()).reason == Reason::kCancelled);
}

TEST_CASE("a watcher so slow that its events were dropped is told so", "[events]") {
  World world;
  FakeWatcher quick(world.hub, true);
  FakeWatcher slow(world.hub, false);
  REQUIRE(world.Join(quick).ok());
  REQUIRE(world.Join(slow).ok());
  for (int i = 1; i <= 60; ++i) {
    world.store.Write(10, 10'000);
    quick.WaitFor(static_cast<size_t>(i) * 10);
  }
  world.store.Drop(590);
  const absl::Status end = slow.WaitForEnd();
  CHECK(end.code() == absl::StatusCode::kOutOfRange);
  CHECK(DetailsOf(end).reason == Reason::kEventsExpired);
}

TEST_CASE("watchers of a database that was put back are told so, and can begin again", "[events]") {
  World world;
  world.store.Write(3);
  FakeWatcher quick(world.hub, true);
  FakeWatcher slow(world.hub, false);
  REQUIRE(world.Join(quick).ok());
  REQUIRE(world.Join(slow).ok());
  quick.WaitFor(3);
  world.store.BecomeAnother();
  CHECK(DetailsOf(quick.WaitForEnd()).reason == Reason::kEventsExpired);
  CHECK(DetailsOf(slow.WaitForEnd()).reason == Reason::kEventsExpired);
  FakeWatcher again(world.hub, true);
  REQUIRE(world.Join(again).ok());
  world.store.Write(2);
  again.WaitFor(5);
  CHECK(again.versions() == UpTo(5));
}

TEST_CASE("a watcher that takes no message is waited for a little, and then nothing is kept for it", "[events]") {
  World world;
  FakeWatcher quick(world.hub, true);
  FakeWatcher slow(world.hub, false);
  REQUIRE(world.Join(quick).ok());
  REQUIRE(world.Join(slow).ok());
  slow.Take();
  size_t events = 0;
  // Each a batch of its own.
  const auto write = [&](int count) {
    for (int i = 0; i < count; ++i) {
      world.store.Write(1);
      quick.WaitFor(++events);
    }
  };
  write(30);
  CHECK(world.hub.kept_bytes() > 0);
  SECTION("as it does not take it") {
    write(100);
    CHECK(world.hub.kept_bytes() == 0);
    slow.TakeUntil(130);
    CHECK(slow.versions() == UpTo(130));
  }
  SECTION("as it ends with its message under way") {
    world.hub.Cancelled(slow.number);
    write(1);
    CHECK(world.hub.kept_bytes() == 0);
  }
}

TEST_CASE("a watcher that takes nothing more ends when its caller may nothing more, and when the hub drains",
          "[events]") {
  World world;
  FakeWatcher refused(world.hub, false);
  FakeWatcher drained(world.hub, false);
  REQUIRE(world.Join(refused).ok());
  REQUIRE(world.Join(drained).ok());
  refused.WaitForMessage();
  drained.WaitForMessage();
  refused.Refuse(Unauthenticated(Reason::kSessionRevoked, "the session was ended"));
  const std::optional<absl::Status> end = refused.EndWithoutTaking();
  REQUIRE(end.has_value());
  CHECK(DetailsOf(*end).reason == Reason::kSessionRevoked);
  CHECK(world.hub.watchers() == 1);
  world.hub.Drain();
  const std::optional<absl::Status> drain = drained.EndWithoutTaking();
  REQUIRE(drain.has_value());
  CHECK(DetailsOf(*drain).reason == Reason::kShuttingDown);
}

TEST_CASE("a store that throws keeps its watchers waiting, and no more", "[events]") {
  World world;
  FakeWatcher watcher(world.hub, true);
  REQUIRE(world.Join(watcher).ok());
  world.store.Write(3);
  watcher.WaitFor(3);
  world.store.Throw(2);
  world.store.Write(3);
  watcher.WaitFor(6);
  CHECK(watcher.versions() == UpTo(6));
  CHECK_FALSE(watcher.HasEnded());
}

TEST_CASE("a watcher that has ended is not heard of again", "[events]") {
  World world;
  FakeWatcher watcher(world.hub, false);
  REQUIRE(world.Join(watcher).ok());
  world.hub.Cancelled(watcher.number);
  CHECK(DetailsOf(watcher.WaitForEnd()).reason == Reason::kCancelled);
  world.hub.Sent(watcher.number, true);
  world.hub.Cancelled(watcher.number);
  CHECK(world.hub.watchers() == 0);
}

}  // namespace
}  // namespace pipewright::integration
