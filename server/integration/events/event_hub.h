// Where the open event streams of this process get their events: the table is read once for all streams of a tenant, by
// one thread, and no stream holds a thread or more than one message.
#pragma once

#include <grpcpp/support/byte_buffer.h>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "application/integration/event_store.h"
#include "application/shared/call/request_context.h"
#include "application/shared/queries/page_token.h"
#include "server/integration/events/event_batch.h"

namespace pipewright::integration {

struct EventHubOptions {
  int max_watchers = 2000;  // of this process
  int max_watchers_per_tenant = 500;
  // The table is asked no more often than this, and less often when delivering takes a good part of it.
  absl::Duration poll_interval = absl::Milliseconds(20);
  // A stream to which nothing was sent for so long gets a message with a token alone.
  absl::Duration checkpoint_interval = absl::Seconds(5);
  // How often a stream's credentials and rights are looked at again.
  absl::Duration recheck_interval = absl::Seconds(5);
  // How long a stream that is to end waits for its reader to take the message on its way; then it is broken off.
  absl::Duration end_patience = absl::Seconds(2);
  // How long the database or the recheck may fail before streams are ended.
  absl::Duration patience = absl::Seconds(30);
};

// One stream, as the hub sees it. The hub calls one of these at a time, and not from within a call to the hub.
class EventWatcher {
 public:
  virtual ~EventWatcher() = default;
  // Sends a message; then EventHub::Sent.
  virtual void Send(grpc::ByteBuffer message) = 0;
  // Finds out, on another thread, who the caller is now; then EventHub::Rechecked.
  virtual void Recheck() = 0;
  // Breaks off the message on its way, which its reader doesn't take: EventHub::Sent(false) follows.
  virtual void Abort() = 0;
  // Ends the stream. The hub has forgotten the watcher when it calls this.
  virtual void End(const absl::Status& status) = 0;
};

// Thread safe.
class EventHub {
 public:
  // All but the options outlive it. `store` is used by one thread and should have a connection for it.
  EventHub(EventStore& store, const PageTokenSealer& tokens, const EventProto& proto, EventHubOptions options);
  // Every stream has ended before.
  ~EventHub();
  EventHub(const EventHub&) = delete;
  EventHub& operator=(const EventHub&) = delete;

  // Takes the stream on. Its number, by which the watcher names itself from now on, stands in `known_as` before the hub
  // calls it, and in `*number` for a caller whose watcher may be gone already. kResourceExhausted/TOO_MANY_WATCHERS,
  // kUnavailable/SHUTTING_DOWN.
  absl::Status Join(EventWatcher& watcher, const TenantId& tenant, EventView view, const EventPosition& after,
                    std::atomic<uint64_t>& known_as, uint64_t* number);

  // The watcher's answers. Nothing happens for one that has ended.
  void Sent(uint64_t number, bool ok);
  void Rechecked(uint64_t number, absl::StatusOr<std::shared_ptr<const Principal>> principal);
  // The client is gone.
  void Cancelled(uint64_t number);

  // What callers may do has changed, of all or of one tenant or user: their streams are looked at again at once.
  void CallersChanged(const std::optional<TenantId>& tenant, const std::optional<UserId>& user);

  // Ends every stream with UNAVAILABLE/SHUTTING_DOWN and takes no new ones.
  void Drain();

  // For metrics.
  int watchers() const;
  // Of memory, for the last events.
  size_t kept_bytes() const;
  uint64_t events_sent() const { return events_sent_.load(std::memory_order_relaxed); }
  uint64_t messages_sent() const { return messages_sent_.load(std::memory_order_relaxed); }
  // How old the newest event was when it was last handed out; 0 when there was none at the last look.
  absl::Duration lag() const { return absl::Nanoseconds(lag_nanos_.load(std::memory_order_relaxed)); }

 private:
  struct Stream;
  struct Feed;
  struct Outgoing {
    EventWatcher* watcher;
    grpc::ByteBuffer message;
  };
  struct Ending {
    EventWatcher* watcher;
    absl::Status status;
  };
  using Batches = std::vector<std::unique_ptr<EventBatch>>;

  void Pump();
  // One look for news and all that follows from it. An exception is trouble like any other.
  absl::Status Round();
  // The steps of a round; each takes the lock when it needs it.
  absl::Status LookForNews(std::vector<TenantId>& ahead);
  absl::Status ReadNews(const TenantId& tenant);
  absl::Status CatchUp();
  void Distribute();
  void RecheckSome();
  void AbortStalled();
  void NoteTrouble(const absl::Status& trouble);

  // With the lock held.
  void EndAll(const absl::Status& status, std::vector<Ending>& ending);
  void Ends(Stream& stream, const absl::Status& status) const;
  void EndStream(Stream& stream, const absl::Status& status, std::vector<Ending>& ending);
  bool IsReady(const Stream& stream) const;
  std::optional<grpc::ByteBuffer> NextMessage(Stream& stream, absl::Time now);
  grpc::ByteBuffer MessageOf(Stream& stream, const std::vector<grpc::Slice>& pieces, const grpc::Slice& token,
                             int events, absl::Time now);
  void Trim(Feed& feed);
  // The same for equal keys, and never another one's.
  uint64_t ViewNumber(const std::string& key);

  EventStore& store_;
  const PageTokenSealer& tokens_;
  const EventProto& proto_;
  const EventHubOptions options_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  absl::flat_hash_map<uint64_t, std::unique_ptr<Stream>> streams_;
  std::map<TenantId, std::unique_ptr<Feed>> feeds_;
  std::string incarnation_;  // of the database; empty until it was asked
  uint64_t next_number_ = 1;
  absl::flat_hash_map<std::string, uint64_t> view_numbers_;  // by key; of the open streams, and some that have ended
  uint64_t next_view_number_ = 1;
  bool hurry_ = false;  // don't wait for the next poll
  bool draining_ = false;
  bool stopping_ = false;
  std::optional<absl::Time> in_trouble_since_;

  std::atomic<uint64_t> events_sent_ = 0;
  std::atomic<uint64_t> messages_sent_ = 0;
  std::atomic<int64_t> lag_nanos_ = 0;
  std::thread thread_;
};

}  // namespace pipewright::integration
