// Timelines on PostgreSQL.
#pragma once

#include "application/collaboration/timeline.h"
#include "infrastructure/postgres/connection/pool.h"

namespace pipewright::postgres {

// Each type of entry is read from an index in the order of the timeline, and the newest of all of them are given: a
// page costs the same wherever it lies and however many entries there are, but for those that the caller may not read,
// which are passed over one by one. Thread safe.
class PostgresTimeline final : public collaboration::TimelineReader {
 public:
  // The pool outlives it.
  explicit PostgresTimeline(Pool& pool) : pool_(pool) {}

  absl::StatusOr<collaboration::ReadEntries> Read(const RequestContext& context,
                                                  const collaboration::TimelineQuestion& question) const override;

 private:
  Pool& pool_;
};

}  // namespace pipewright::postgres
