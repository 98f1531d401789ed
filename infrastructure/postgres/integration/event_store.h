// EventStore on PostgreSQL: the table events, through the functions of its migration.
#pragma once

#include <functional>
#include <string>

#include "application/integration/event_store.h"
#include "infrastructure/postgres/connection/pool.h"
#include "infrastructure/postgres/integration/event_records.h"

namespace pipewright::postgres {

// Thread safe.
class PostgresEventStore : public integration::EventStore {
 public:
  // Both outlive it. `records`: the kinds whose events are delivered. `on_unreadable` is told of an event that can't be
  // read and so isn't delivered: a bug, or a later release's record.
  PostgresEventStore(Pool& pool, const EventRecords& records,
                     std::function<void(const std::string& event_id)> on_unreadable)
      : pool_(pool), records_(records), on_unreadable_(std::move(on_unreadable)) {}

  absl::StatusOr<integration::EventPage> Read(const ReadRequest& request) override;
  absl::StatusOr<integration::EventEdges> Edges(const TenantId& tenant, absl::Time deadline,
                                                Cancellation* cancellation) override;
  absl::StatusOr<integration::EventsAhead> Ahead(
      const std::vector<std::pair<TenantId, integration::EventPosition>>& positions) override;
  absl::Status Keep(absl::Duration retention) override;

 private:
  Pool& pool_;
  const EventRecords& records_;
  const std::function<void(const std::string&)> on_unreadable_;
};

}  // namespace pipewright::postgres
