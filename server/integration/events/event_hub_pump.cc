// The hub's one thread: reads what is new, and for those behind what they missed.
#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "application/shared/call/guarded.h"
#include "domain/shared/status_macros.h"
#include "server/integration/events/event_hub.h"
#include "server/integration/events/event_hub_state.h"
#include "server/process/guarded_work.h"
#include "server/process/logging.h"

namespace pipewright::integration {
namespace {

constexpr int kRowsAtOnce = 500;
constexpr size_t kBytesAtOnce = 1 << 20;
constexpr size_t kCatchUpsAtOnce = 32;  // different places that are read from in one round
constexpr absl::Duration kTroublePause = absl::Milliseconds(250);
constexpr int kShareOfTime = 3;  // of four: what the pump leaves to others

}  // namespace

void EventHub::Pump() {
  std::unique_lock lock(mutex_);
  // By a clock that nobody sets back: the looks at callers' rights hang on it.
  using Steady = std::chrono::steady_clock;
  Steady::time_point next = Steady::now();
  while (!stopping_) {
    if (streams_.empty()) {
      wake_.wait(lock, [this] { return stopping_ || !streams_.empty(); });
    } else {
      wake_.wait_until(lock, next, [this] { return stopping_ || hurry_; });
    }
    if (stopping_) return;
    hurry_ = false;
    lock.unlock();
    const Steady::time_point start = Steady::now();
    const absl::Status status = Round();
    const Steady::time_point end = Steady::now();
    next = std::max(start + absl::ToChronoNanoseconds(options_.poll_interval), end + (end - start) * kShareOfTime);
    if (!status.ok()) next = end + absl::ToChronoNanoseconds(kTroublePause);
    lock.lock();
    if (!status.ok()) hurry_ = false;
  }
}

absl::Status EventHub::Round() {
  absl::Status status = Guarded([this]() -> absl::Status {
    std::vector<TenantId> ahead;
    RETURN_IF_ERROR(LookForNews(ahead));
    for (const TenantId& tenant : ahead) RETURN_IF_ERROR(ReadNews(tenant));
    return CatchUp();
  });
  status.Update(Guarded([this] {
    Distribute();
    RecheckSome();
    AbortStalled();
    return absl::OkStatus();
  }));
  server::RunGuarded("the ending of event streams", [&] { NoteTrouble(status); });
  return status;
}

absl::Status EventHub::LookForNews(std::vector<TenantId>& ahead) {
  std::vector<std::pair<TenantId, EventPosition>> positions;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [tenant, feed] : feeds_) {
      positions.emplace_back(tenant, feed->position.value_or(EventPosition::BehindAll()));
    }
  }
  if (positions.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const EventsAhead found, store_.Ahead(positions));
  const std::set<TenantId> with_news(found.tenants.begin(), found.tenants.end());
  std::vector<Ending> ending;
  // Told without the lock.
  const absl::Cleanup tell = [&ending] {
    for (const Ending& end : ending) end.watcher->End(end.status);
  };
  const std::lock_guard lock(mutex_);
  if (!incarnation_.empty() && incarnation_ != found.edges.incarnation) {
    // The database was put back: whatever the streams have seen may not be what it holds, and what it holds may stand
    // in front of where they are.
    incarnation_ = found.edges.incarnation;
    EndAll(PlaceOfAnotherDatabase(), ending);
    for (const auto& [tenant, feed] : feeds_) feed->Forget();  // of streams that end a moment later
    return absl::OkStatus();
  }
  incarnation_ = found.edges.incarnation;
  for (const auto& [tenant, position] : positions) {
    const auto feed = feeds_.find(tenant);
    if (feed == feeds_.end()) continue;
    if (with_news.contains(tenant)) {
      ahead.push_back(tenant);
    } else if (feed->second->position.value_or(EventPosition::BehindAll()) == position) {
      // Nothing up to the edge. One made anew meanwhile has no position yet and gets it in the same way.
      feed->second->position = found.edges.newest;
    }
  }
  if (ahead.empty()) lag_nanos_.store(0, std::memory_order_relaxed);
  return absl::OkStatus();
}

absl::Status EventHub::ReadNews(const TenantId& tenant) {
  EventStore::ReadRequest request{.tenant = tenant, .max_rows = kRowsAtOnce, .max_bytes = kBytesAtOnce};
  {
    const std::lock_guard lock(mutex_);
    const auto feed = feeds_.find(tenant);
    if (feed == feeds_.end() || !feed->second->position.has_value()) return absl::OkStatus();
    request.after = *feed->second->position;
  }
  request.deadline = absl::Now() + options_.patience;
  ASSIGN_OR_RETURN(const EventPage page, store_.Read(request));
  Batches batches = MakeBatches(page.events, {page.reached, incarnation_}, tenant, tokens_, proto_);
  if (batches.back()->events() > 0) {
    const absl::Duration lag = absl::Now() - batches.back()->last_create_time();
    lag_nanos_.store(absl::ToInt64Nanoseconds(std::max(lag, absl::ZeroDuration())), std::memory_order_relaxed);
  }
  const std::lock_guard lock(mutex_);
  const auto found = feeds_.find(tenant);
  // It may have been forgotten meanwhile, and made anew.
  if (found == feeds_.end() || found->second->position != request.after) return absl::OkStatus();
  Feed& feed = *found->second;
  for (auto& batch : batches) {
    if (batch->events() == 0) continue;
    feed.bytes += batch->bytes();
    feed.batches.push_back(std::move(batch));
  }
  feed.position = page.reached;
  if (!page.complete) hurry_ = true;
  return absl::OkStatus();
}

// Streams that are behind what their feed holds read for themselves, those at the same place together.
absl::Status EventHub::CatchUp() {
  struct Place {
    TenantId tenant;
    EventPosition after;
    EventPosition until;
    bool operator<(const Place& other) const { return std::tie(tenant, after) < std::tie(other.tenant, other.after); }
  };
  std::map<Place, std::vector<uint64_t>> places;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [number, stream] : streams_) {
      const Feed& feed = *stream->feed;
      if (!IsReady(*stream) || !feed.position.has_value()) continue;
      // It was kept waiting for too long.
      if (stream->live && stream->next_batch < feed.first_batch) stream->live = false;
      if (stream->live || stream->position > *feed.position) continue;
      if (stream->position == *feed.position) {
        stream->live = true;
        stream->next_batch = feed.end();
        continue;
      }
      const Place place{feed.tenant, stream->position, *feed.position};
      if (places.size() < kCatchUpsAtOnce || places.contains(place)) places[place].push_back(number);
    }
  }
  for (const auto& [place, numbers] : places) {
    EventStore::ReadRequest request{.tenant = place.tenant,
                                    .after = place.after,
                                    .until = place.until,
                                    .max_rows = kRowsAtOnce,
                                    .max_bytes = kBytesAtOnce};
    request.deadline = absl::Now() + options_.patience;
    const absl::StatusOr<EventPage> page = Guarded([&] { return store_.Read(request); });
    std::vector<Ending> ending;
    std::vector<Outgoing> outgoing;
    if (!page.ok()) {
      if (IsTransient(page.status())) return page.status();
      // What they want isn't there any more, or nobody can read it.
      const std::lock_guard lock(mutex_);
      for (const uint64_t number : numbers) {
        if (const auto found = streams_.find(number); found != streams_.end()) {
          EndStream(*found->second, page.status(), ending);
        }
      }
    } else {
      const Batches batches = MakeBatches(page->events, {page->reached, incarnation_}, place.tenant, tokens_, proto_);
      const std::lock_guard lock(mutex_);
      const absl::Time now = absl::Now();
      for (const uint64_t number : numbers) {
        const auto found = streams_.find(number);
        if (found == streams_.end() || !IsReady(*found->second)) continue;
        Stream& stream = *found->second;
        std::vector<grpc::Slice> pieces;
        size_t bytes = 0;
        int events = 0;
        const EventBatch* last = nullptr;
        for (const auto& batch : batches) {
          if (bytes >= kMessageBytes) break;
          const EventPiece& piece = batch->PieceFor(stream.view_number, stream.view);
          if (piece.events > 0) pieces.push_back(piece.bytes);
          bytes += piece.bytes.size();
          events += piece.events;
          last = batch.get();
        }
        stream.position = last->reached();
        if (stream.position == *stream.feed->position) {
          stream.live = true;
          stream.next_batch = stream.feed->end();
        }
        const bool checkpoint = now - stream.last_message >= options_.checkpoint_interval;
        if (events == 0 && !checkpoint) continue;
        outgoing.push_back({stream.watcher, MessageOf(stream, pieces, last->token(), events, now)});
      }
    }
    for (Outgoing& out : outgoing) out.watcher->Send(out.message);
    for (const Ending& end : ending) end.watcher->End(end.status);
  }
  return absl::OkStatus();
}

void EventHub::RecheckSome() {
  std::vector<EventWatcher*> due;
  {
    const std::lock_guard lock(mutex_);
    const absl::Time now = absl::Now();
    for (const auto& [number, stream] : streams_) {
      // One that lies further ahead was set before the clock was set back.
      const bool in_time = now >= stream->recheck_time || stream->recheck_time > now + options_.recheck_interval;
      if (stream->rechecking || stream->ending.has_value() || !in_time) continue;
      stream->rechecking = true;
      due.push_back(stream->watcher);
    }
  }
  for (EventWatcher* const watcher : due) watcher->Recheck();
}

// A reader who takes nothing more doesn't hold up the end of the stream.
void EventHub::AbortStalled() {
  std::vector<std::pair<uint64_t, EventWatcher*>> stalled;
  {
    const std::lock_guard lock(mutex_);
    const absl::Time now = absl::Now();
    for (const auto& [number, stream] : streams_) {
      if (!stream->ending.has_value() || !stream->writing || now < stream->abort_time) continue;
      stream->abort_time = absl::InfiniteFuture();  // once
      stream->aborting = true;
      stalled.emplace_back(number, stream->watcher);
    }
  }
  for (const auto& [number, watcher] : stalled) watcher->Abort();
  std::vector<Ending> ending;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [number, watcher] : stalled) {
      Stream& stream = *streams_.at(number);
      stream.aborting = false;
      EndStream(stream, *stream.ending, ending);
    }
  }
  for (const Ending& end : ending) end.watcher->End(end.status);
}

// The database may be away for a moment; streams wait for it, but not for ever.
void EventHub::NoteTrouble(const absl::Status& trouble) {
  std::vector<Ending> ending;
  {
    const std::lock_guard lock(mutex_);
    if (trouble.ok()) {
      in_trouble_since_.reset();
      return;
    }
    const absl::Time now = absl::Now();
    if (!in_trouble_since_.has_value()) {
      in_trouble_since_ = now;
      const std::string line = absl::StrCat("Events can't be read; open streams wait. ", trouble.message());
      IsThrown(trouble) ? server::LogError(line) : server::LogWarning(line);
    }
    if (now - *in_trouble_since_ > options_.patience) EndAll(trouble, ending);
  }
  for (const Ending& end : ending) end.watcher->End(end.status);
}

}  // namespace pipewright::integration
