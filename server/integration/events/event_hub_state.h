// What the hub keeps of each stream and of each tenant; for its own sources only.
#pragma once

#include <grpcpp/support/slice.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/integration/events/event_batch.h"
#include "server/integration/events/event_hub.h"

namespace pipewright::integration {

constexpr size_t kMessageBytes = 256 << 10;  // no further batch goes into a message of this size

// It may work the next time.
bool IsTransient(const absl::Status& status);

struct EventHub::Stream {
  uint64_t number = 0;
  EventWatcher* watcher = nullptr;
  Feed* feed = nullptr;
  EventView view;
  uint64_t view_number = 0;  // of the view
  EventPosition position;    // everything up to here was sent, or didn't fit the view
  bool live = false;         // goes on with the feed's batch `next_batch`; else it reads for itself
  uint64_t next_batch = 0;
  bool writing = false;
  bool rechecking = false;
  bool recheck_again = false;  // something has changed meanwhile
  absl::Time last_message = absl::InfinitePast();
  absl::Time recheck_time;
  std::optional<absl::Time> recheck_fails_since;
  std::optional<absl::Status> ending;  // as soon as it neither writes nor rechecks
  absl::Time abort_time;               // of one with `ending`: until then it may go on writing
  bool aborting = false;               // the watcher is called, so it must be there
};

struct EventHub::Feed {
  TenantId tenant;
  std::optional<EventPosition> position;  // behind the last batch, or further: none was there
  grpc::Slice token;                      // of `position`
  EventPosition token_position;
  std::deque<std::unique_ptr<EventBatch>> batches;
  uint64_t first_batch = 0;  // the number of the first in `batches`
  size_t bytes = 0;          // of all of them
  std::set<Stream*> streams;

  uint64_t end() const { return first_batch + batches.size(); }
  // As if made anew; its streams read for themselves.
  void Forget() {
    position.reset();
    first_batch = end();
    batches.clear();
    bytes = 0;
  }
};

}  // namespace pipewright::integration
