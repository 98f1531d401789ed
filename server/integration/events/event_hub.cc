#include "server/integration/events/event_hub.h"

#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "domain/shared/errors.h"
#include "server/integration/events/event_hub_state.h"

namespace pipewright::integration {
namespace {

absl::Status TooManyWatchers(absl::string_view subject, int limit) {
  return QuotaExceeded(Reason::kTooManyWatchers, subject, absl::StrCat(limit, " event streams"),
                       "end one, or share one among its readers", absl::Seconds(5));
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

}  // namespace

bool IsTransient(const absl::Status& status) {
  return status.code() == absl::StatusCode::kUnavailable || status.code() == absl::StatusCode::kAborted ||
         status.code() == absl::StatusCode::kCancelled || DetailsOf(status).reason == Reason::kDeadlineExceeded;
}

EventHub::EventHub(EventStore& store, const PageTokenSealer& tokens, const EventProto& proto, EventHubOptions options)
    : store_(store), tokens_(tokens), proto_(proto), options_(options) {
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
  const std::string view_key = view.Key();
  stream->view = std::move(view);
  stream->position = after;
  {
    const std::lock_guard lock(mutex_);
    if (draining_) return ShuttingDown();
    if (streams_.size() >= static_cast<size_t>(options_.max_watchers))
      return TooManyWatchers("server", options_.max_watchers);
    const auto known = feeds_.find(tenant);
    const size_t of_tenant = known == feeds_.end() ? 0 : known->second->streams.size();
    if (of_tenant >= static_cast<size_t>(options_.max_watchers_per_tenant)) {
      return TooManyWatchers("tenant", options_.max_watchers_per_tenant);
    }
    std::unique_ptr<Feed>& feed = feeds_[tenant];
    if (feed == nullptr) {
      feed = std::make_unique<Feed>();
      feed->tenant = tenant;
    }
    stream->number = next_number_++;
    stream->feed = feed.get();
    stream->view_number = ViewNumber(view_key);
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
  if (next.has_value()) next->watcher->Send(next->message);
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
    stream.recheck_time = std::exchange(stream.recheck_again, false) ? now : now + options_.recheck_interval;
    if (principal.ok()) {
      stream.recheck_fails_since.reset();
      if (stream.view.principal != *principal) {
        stream.view.principal = *std::move(principal);
        stream.view_number = ViewNumber(stream.view.Key());
      }
    } else {
      if (!stream.recheck_fails_since.has_value()) stream.recheck_fails_since = now;
      const bool give_up = now - *stream.recheck_fails_since > options_.patience;
      if (!IsTransient(principal.status()) || give_up) Ends(stream, principal.status());
    }
    if (stream.ending.has_value()) EndStream(stream, *stream.ending, ending);
  }
  for (const Ending& end : ending) end.watcher->End(end.status);
}

void EventHub::CallersChanged(const std::optional<TenantId>& tenant, const std::optional<UserId>& user) {
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [number, stream] : streams_) {
      if (tenant.has_value() && stream->feed->tenant != *tenant) continue;
      if (user.has_value() && stream->view.principal->user != user) continue;
      stream->recheck_time = absl::InfinitePast();
      stream->recheck_again = stream->rechecking;
    }
    hurry_ = true;
  }
  wake_.notify_all();
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

size_t EventHub::kept_bytes() const {
  const std::lock_guard lock(mutex_);
  size_t bytes = 0;
  for (const auto& [tenant, feed] : feeds_) bytes += feed->bytes;
  return bytes;
}

// A key is long, and every batch remembers every view of it.
uint64_t EventHub::ViewNumber(const std::string& key) {
  const auto [known, is_new] = view_numbers_.try_emplace(key, next_view_number_);
  if (!is_new) return known->second;
  const uint64_t number = next_view_number_++;
  if (view_numbers_.size() > 2 * streams_.size() + 64) {
    absl::flat_hash_set<uint64_t> used = {number};
    for (const auto& [stream_number, stream] : streams_) used.insert(stream->view_number);
    absl::erase_if(view_numbers_, [&](const auto& view) { return !used.contains(view.second); });
  }
  return number;
}

void EventHub::Ends(Stream& stream, const absl::Status& status) const {
  if (stream.ending.has_value()) return;
  stream.ending = status;
  stream.abort_time = absl::Now() + options_.end_patience;
}

// Ends it now, or as soon as what it does is done.
void EventHub::EndStream(Stream& stream, const absl::Status& status, std::vector<Ending>& ending) {
  Ends(stream, status);
  if (stream.writing || stream.rechecking || stream.aborting) return;
  ending.push_back({stream.watcher, *stream.ending});
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

}  // namespace pipewright::integration
