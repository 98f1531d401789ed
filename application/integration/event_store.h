// The port to the outbox.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "application/integration/event.h"
#include "application/integration/event_filter.h"
#include "application/shared/call/cancellation.h"

namespace pipewright::integration {

// Where a tenant's readable events begin and end. Events behind the end come from transactions that haven't committed,
// or that committed while an older one still runs.
struct EventEdges {
  EventPosition oldest;
  EventPosition newest;
  // Of the database's count of transactions; a place of another one means nothing.
  std::string incarnation;
};

struct EventPage {
  std::vector<std::shared_ptr<const Event>> events;  // in their order
  // Behind the last row that was looked at; when complete, behind everything that can be read now (up to `until`).
  EventPosition reached;
  bool complete = false;
};

struct EventsAhead {
  EventEdges edges;
  std::vector<TenantId> tenants;  // of those asked about: have something behind their position
};

// Reads no event that a running transaction could still get in front of, so a reader that goes on from `reached` misses
// none. Thread safe.
class EventStore {
 public:
  virtual ~EventStore() = default;

  struct ReadRequest {
    TenantId tenant;
    EventPosition after;
    EventPosition until = EventPosition::BehindAll();
    int max_rows = 200;  // looked at, whether or not they fit
    // Stored size of the events that fit the filter: the page ends with the event that reaches it. Every event holds
    // its whole record, which may be large.
    size_t max_bytes = size_t{4} << 20;
    const EventFilter* filter = nullptr;  // null: all
    absl::Time deadline = absl::InfiniteFuture();
    Cancellation* cancellation = nullptr;
  };
  // kOutOfRange/EVENTS_EXPIRED when events behind `after` may have been dropped, or it is a place that this database
  // has not come to.
  virtual absl::StatusOr<EventPage> Read(const ReadRequest& request) = 0;

  virtual absl::StatusOr<EventEdges> Edges(const TenantId& tenant, absl::Time deadline, Cancellation* cancellation) = 0;

  // Asks for many tenants at once.
  virtual absl::StatusOr<EventsAhead> Ahead(const std::vector<std::pair<TenantId, EventPosition>>& positions) = 0;

  // Makes room for the events to come and drops those that are older than `retention` (a day at least). Any server may
  // do it at any time.
  virtual absl::Status Keep(absl::Duration retention) = 0;
};

// OK when a reader can go on from `position`; kOutOfRange/EVENTS_EXPIRED otherwise.
absl::Status CheckPosition(const EventPosition& position, const EventEdges& edges);

// kOutOfRange/EVENTS_EXPIRED: the place is one of another incarnation.
absl::Status PlaceOfAnotherDatabase();

}  // namespace pipewright::integration
