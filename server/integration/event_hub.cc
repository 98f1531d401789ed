#include "server/integration/event_hub.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "application/integration/event_token.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "server/logging.h"

namespace pipewright::integration {
namespace {

constexpr int kRowsAtOnce = 500;
constexpr size_t kMessageBytes = 256 << 10;  // no further batch goes into a message of this size
constexpr size_t kKeptBytes = 4 << 20;       // of a tenant's last events, for streams that fell behind a little
constexpr size_t kCatchUpsAtOnce = 32;       // different places that are read from in one round
constexpr absl::Duration kTroublePause = absl::Milliseconds(250);
constexpr int kShareOfTime = 3;  // of four: what the pump leaves to others

absl::Status Quota(absl::string_view subject, int limit) {
  ErrorDetails details;
  details.reason = Reason::kTooManyWatchers;
  details.retry_delay = absl::Seconds(5);
  details.quotas.push_back(
      {std::string(subject), absl::StrCat("has ", limit, " event streams, as many as it may have")});
  return MakeError(absl::StatusCode::kResourceExhausted,
                   absl::StrCat("the ", subject, " has ", limit,
                                " event streams, as many as it may have: end one, or share one among its readers"),
                   details);
}

absl::Status ShuttingDown() {
  return Unavailable(Reason::kShuttingDown, "the server is stopping; go on at another with the last resume_token",
                     absl::Seconds(1));
}

absl::Status ClientGone() {
  ErrorDetails details;
  details.reason = Reason::kCancelled;
  return MakeError(absl::StatusCode::kCancelled, "the caller cancelled the call", details);
}

// It may work the next time.
bool IsTransient(const absl::Status& status) {
  return status.code() == absl::StatusCode::kUnavailable || status.code() == absl::StatusCode::kAborted ||
         status.code() == absl::StatusCode::kCancelled || DetailsOf(status).reason == Reason::kDeadlineExceeded;
}

}  // namespace

struct EventHub::Stream {
  uint64_t number = 0;
  EventWatcher* watcher = nullptr;
  Feed* feed = nullptr;
  EventView view;
  std::string view_key;
  EventPosition position;  // everything up to here was sent, or didn't fit the view
  bool live = false;       // goes on with the feed's batch `next_batch`; else it reads for itself
  uint64_t next_batch = 0;
  bool writing = false;
  bool rechecking = false;
  absl::Time last_message = absl::InfinitePast();
  absl::Time recheck_time;
  std::optional<absl::Time> recheck_fails_since;
  std::optional<absl::Status> ending;  // as soon as it neither writes nor rechecks
};

struct EventHub::Feed {
  TenantId tenant;
  std::optional<EventPosition> position;  // behind the last batch, or further: none was there
  grpc::Slice token;                      // of `position`
  EventPosition token_position;
  std::deque<std::unique_ptr<EventBatch>> batches;
  uint64_t first_batch = 0;  // the number of the first in `batches`
  size_t bytes = 0;
  std::set<Stream*> streams;

  uint64_t end() const { return first_batch + batches.size(); }
};

EventHub::EventHub(EventStore& store, const PageTokenSealer& tokens, EventHubOptions options)
    : store_(store), tokens_(tokens), options_(options) {
  thread_ = std::thread([this] { Pump(); });
}

EventHub::~EventHub() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

absl::Status EventHub::Join(EventWatcher& watcher, const TenantId& tenant, EventView view, const EventPosition& after,
                            std::atomic<uint64_t>& known_as, uint64_t* number) {
  auto stream = std::make_unique<Stream>();
  stream->watcher = &watcher;
  stream->view_key = view.Key();
  stream->view = std::move(view);
  stream->position = after;
  {
    const std::lock_guard lock(mutex_);
    if (draining_) return ShuttingDown();
    if (streams_.size() >= static_cast<size_t>(options_.max_watchers)) return Quota("server", options_.max_watchers);
    const auto known = feeds_.find(tenant);
    const size_t of_tenant = known == feeds_.end() ? 0 : known->second->streams.size();
    if (of_tenant >= static_cast<size_t>(options_.max_watchers_per_tenant)) {
      return Quota("tenant", options_.max_watchers_per_tenant);
    }
    std::unique_ptr<Feed>& feed = feeds_[tenant];
    if (feed == nullptr) {
      feed = std::make_unique<Feed>();
      feed->tenant = tenant;
    }
    stream->number = next_number_++;
    stream->feed = feed.get();
    // Spread, so that streams which came together aren't looked at together.
    stream->recheck_time =
        absl::Now() + options_.recheck_interval * (0.5 + 0.5 * static_cast<double>(stream->number % 64) / 64);
    *number = stream->number;
    known_as.store(stream->number);
    feed->streams.insert(stream.get());
    streams_[stream->number] = std::move(stream);
    hurry_ = true;
  }
  wake_.notify_all();
  return absl::OkStatus();
}

void EventHub::Sent(uint64_t number, bool ok) {
  std::vector<Ending> ending;
  std::optional<Outgoing> next;
  {
    const std::lock_guard lock(mutex_);
    const auto found = streams_.find(number);
    if (found == streams_.end()) return;
    Stream& stream = *found->second;
    stream.writing = false;
    if (!ok) {
      EndStream(stream, ClientGone(), ending);
    } else if (stream.ending.has_value()) {
      EndStream(stream, *stream.ending, ending);
    } else if (stream.live) {
      if (auto message = NextMessage(stream, absl::Now()); message.has_value()) {
        next = Outgoing{stream.watcher, *std::move(message)};
      }
    }
  }
  if (next.has_value()) next->watcher->Send(std::move(next->message));
  for (const Ending& end : ending) end.watcher->End(end.status);
}

void EventHub::Rechecked(uint64_t number, absl::StatusOr<std::shared_ptr<const Principal>> principal) {
  std::vector<Ending> ending;
  {
    const std::lock_guard lock(mutex_);
    const auto found = streams_.find(number);
    if (found == streams_.end()) return;
    Stream& stream = *found->second;
    const absl::Time now = absl::Now();
    stream.rechecking = false;
    stream.recheck_time = now + options_.recheck_interval;
    if (principal.ok()) {
      stream.recheck_fails_since.reset();
      if (stream.view.principal != *principal) {
        stream.view.principal = *std::move(principal);
        stream.view_key = stream.view.Key();
      }
    } else {
      if (!stream.recheck_fails_since.has_value()) stream.recheck_fails_since = now;
      const bool give_up = now - *stream.recheck_fails_since > options_.patience;
      if (!IsTransient(principal.status()) || give_up) stream.ending = principal.status();
    }
    if (stream.ending.has_value()) EndStream(stream, *stream.ending, ending);
  }
  for (const Ending& end : ending) end.watcher->End(end.status);
}

void EventHub::Cancelled(uint64_t number) {
  std::vector<Ending> ending;
  {
    const std::lock_guard lock(mutex_);
    const auto found = streams_.find(number);
    if (found != streams_.end()) EndStream(*found->second, ClientGone(), ending);
  }
  for (const Ending& end : ending) end.watcher->End(end.status);
}

void EventHub::Drain() {
  std::vector<Ending> ending;
  {
    const std::lock_guard lock(mutex_);
    draining_ = true;
    EndAll(ShuttingDown(), ending);
  }
  for (const Ending& end : ending) end.watcher->End(end.status);
}

int EventHub::watchers() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(streams_.size());
}

// Ends it now, or as soon as what it does is done.
void EventHub::EndStream(Stream& stream, const absl::Status& status, std::vector<Ending>& ending) {
  if (stream.writing || stream.rechecking) {
    if (!stream.ending.has_value()) stream.ending = status;
    return;
  }
  ending.push_back({stream.watcher, stream.ending.value_or(status)});
  Feed& feed = *stream.feed;
  feed.streams.erase(&stream);
  if (feed.streams.empty()) feeds_.erase(feed.tenant);
  streams_.erase(stream.number);
}

void EventHub::EndAll(const absl::Status& status, std::vector<Ending>& ending) {
  std::vector<Stream*> all;
  for (const auto& [number, stream] : streams_) all.push_back(stream.get());
  for (Stream* const stream : all) EndStream(*stream, status, ending);
}

bool EventHub::IsReady(const Stream& stream) const { return !stream.writing && !stream.ending.has_value(); }

void EventHub::Pump() {
  std::unique_lock lock(mutex_);
  absl::Time next = absl::Now();
  while (!stopping_) {
    if (streams_.empty()) {
      wake_.wait(lock, [this] { return stopping_ || !streams_.empty(); });
    } else {
      wake_.wait_until(lock, absl::ToChronoTime(next), [this] { return stopping_ || hurry_; });
    }
    if (stopping_) return;
    hurry_ = false;
    lock.unlock();
    const absl::Time start = absl::Now();
    std::vector<TenantId> ahead;
    absl::Status status = LookForNews(ahead);
    for (const TenantId& tenant : ahead) {
      if (status.ok()) status = ReadNews(tenant);
    }
    if (status.ok()) status = CatchUp();
    Distribute();
    RecheckSome();
    NoteTrouble(status);
    const absl::Time end = absl::Now();
    next = std::max(start + options_.poll_interval, end + (end - start) * kShareOfTime);
    if (!status.ok()) next = end + kTroublePause;
    lock.lock();
    if (!status.ok()) hurry_ = false;
  }
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
  const std::lock_guard lock(mutex_);
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
  EventStore::ReadRequest request{.tenant = tenant, .max_rows = kRowsAtOnce};
  {
    const std::lock_guard lock(mutex_);
    const auto feed = feeds_.find(tenant);
    if (feed == feeds_.end() || !feed->second->position.has_value()) return absl::OkStatus();
    request.after = *feed->second->position;
  }
  request.deadline = absl::Now() + options_.patience;
  ASSIGN_OR_RETURN(const EventPage page, store_.Read(request));
  Batches batches = MakeBatches(page.events, {page.reached, incarnation_}, tenant, tokens_);
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
    EventStore::ReadRequest request{
        .tenant = place.tenant, .after = place.after, .until = place.until, .max_rows = kRowsAtOnce};
    request.deadline = absl::Now() + options_.patience;
    const absl::StatusOr<EventPage> page = store_.Read(request);
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
      const Batches batches = MakeBatches(page->events, {page->reached, incarnation_}, place.tenant, tokens_);
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
          const EventPiece& piece = batch->PieceFor(stream.view_key, stream.view);
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
    for (Outgoing& out : outgoing) out.watcher->Send(std::move(out.message));
    for (const Ending& end : ending) end.watcher->End(end.status);
  }
  return absl::OkStatus();
}

grpc::ByteBuffer EventHub::MessageOf(Stream& stream, const std::vector<grpc::Slice>& pieces, const grpc::Slice& token,
                                     int events, absl::Time now) {
  std::vector<grpc::Slice> slices = pieces;
  slices.push_back(token);
  stream.writing = true;
  stream.last_message = now;
  events_sent_.fetch_add(static_cast<uint64_t>(events), std::memory_order_relaxed);
  messages_sent_.fetch_add(1, std::memory_order_relaxed);
  return grpc::ByteBuffer(slices.data(), slices.size());
}

// What a live stream gets next; nullopt when there is nothing for it, and no checkpoint is due.
std::optional<grpc::ByteBuffer> EventHub::NextMessage(Stream& stream, absl::Time now) {
  Feed& feed = *stream.feed;
  if (stream.next_batch < feed.first_batch) return std::nullopt;  // it will catch up
  std::vector<grpc::Slice> pieces;
  size_t bytes = 0;
  int events = 0;
  EventBatch* last = nullptr;
  while (stream.next_batch < feed.end() && bytes < kMessageBytes) {
    last = feed.batches[stream.next_batch - feed.first_batch].get();
    const EventPiece& piece = last->PieceFor(stream.view_key, stream.view);
    if (piece.events > 0) pieces.push_back(piece.bytes);
    bytes += piece.bytes.size();
    events += piece.events;
    ++stream.next_batch;
    stream.position = last->reached();
  }
  const bool at_end = stream.next_batch == feed.end();
  if (at_end) stream.position = *feed.position;
  if (events > 0) return MessageOf(stream, pieces, last->token(), events, now);
  if (!at_end || now - stream.last_message < options_.checkpoint_interval) return std::nullopt;
  if (feed.token_position != *feed.position || feed.token.size() == 0) {
    feed.token = EncodeToken(SealResumeToken(feed.tenant, {*feed.position, incarnation_}, tokens_));
    feed.token_position = *feed.position;
  }
  return MessageOf(stream, {}, feed.token, 0, now);
}

void EventHub::Distribute() {
  std::vector<Outgoing> outgoing;
  {
    const std::lock_guard lock(mutex_);
    if (incarnation_.empty()) return;
    const absl::Time now = absl::Now();
    for (const auto& [number, stream] : streams_) {
      if (!IsReady(*stream)) continue;
      // The first message comes at once, whatever there is to read.
      if (stream->last_message == absl::InfinitePast() && !stream->live) {
        const grpc::Slice token =
            EncodeToken(SealResumeToken(stream->feed->tenant, {stream->position, incarnation_}, tokens_));
        outgoing.push_back({stream->watcher, MessageOf(*stream, {}, token, 0, now)});
        continue;
      }
      if (!stream->live || !stream->feed->position.has_value()) continue;
      if (auto message = NextMessage(*stream, now); message.has_value()) {
        outgoing.push_back({stream->watcher, *std::move(message)});
      }
    }
    for (const auto& [tenant, feed] : feeds_) Trim(*feed);
  }
  for (Outgoing& out : outgoing) out.watcher->Send(std::move(out.message));
}

// Forgets what every live stream has had, and what is too much.
void EventHub::Trim(Feed& feed) {
  uint64_t wanted = feed.end();
  for (const Stream* const stream : feed.streams) {
    if (stream->live) wanted = std::min(wanted, stream->next_batch);
  }
  while (!feed.batches.empty() && (feed.first_batch < wanted || feed.bytes > kKeptBytes)) {
    feed.bytes -= feed.batches.front()->bytes();
    feed.batches.pop_front();
    ++feed.first_batch;
  }
}

void EventHub::RecheckSome() {
  std::vector<EventWatcher*> due;
  {
    const std::lock_guard lock(mutex_);
    const absl::Time now = absl::Now();
    for (const auto& [number, stream] : streams_) {
      if (stream->rechecking || stream->ending.has_value() || now < stream->recheck_time) continue;
      stream->rechecking = true;
      due.push_back(stream->watcher);
    }
  }
  for (EventWatcher* const watcher : due) watcher->Recheck();
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
      server::LogWarning(absl::StrCat("Events can't be read; open streams wait. ", trouble.message()));
    }
    if (now - *in_trouble_since_ > options_.patience) EndAll(trouble, ending);
  }
  for (const Ending& end : ending) end.watcher->End(end.status);
}

}  // namespace pipewright::integration
