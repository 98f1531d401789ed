// What the hub sends to each stream, and what it keeps for those that are a little behind.
#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "application/integration/event_token.h"
#include "server/integration/events/event_hub.h"
#include "server/integration/events/event_hub_state.h"

namespace pipewright::integration {
namespace {

// Of a tenant's last events, for streams that fell behind a little.
constexpr size_t kKeptBytes = 8 << 20;
constexpr uint64_t kKeptBatches = 64;  // for a stream that hasn't taken its message

}  // namespace

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
    const size_t before = last->bytes();
    const EventPiece& piece = last->PieceFor(stream.view_number, stream.view);
    feed.bytes += last->bytes() - before;
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
  for (const Outgoing& out : outgoing) out.watcher->Send(out.message);
}

// Forgets what every live stream has had, and what is too much. A stream that takes its time reads for itself later.
void EventHub::Trim(Feed& feed) {
  uint64_t wanted = feed.end();
  for (const Stream* const stream : feed.streams) {
    if (!stream->live || stream->ending.has_value()) continue;
    if (stream->writing && stream->next_batch + kKeptBatches < feed.end()) continue;
    wanted = std::min(wanted, stream->next_batch);
  }
  while (!feed.batches.empty() && (feed.first_batch < wanted || feed.bytes > kKeptBytes)) {
    feed.bytes -= feed.batches.front()->bytes();
    feed.batches.pop_front();
    ++feed.first_batch;
  }
}

}  // namespace pipewright::integration
