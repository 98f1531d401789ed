// JobQueue and JobErrors on PostgreSQL.
#pragma once

#include <cstdint>
#include <optional>

#include "application/integration/job_queue.h"
#include "application/shared/call/ports.h"
#include "infrastructure/postgres/connection/pool.h"

namespace pipewright::postgres {

// Each function is a transaction of its own. Thread safe.
class PostgresJobQueue : public integration::JobQueue {
 public:
  // `tenant_limit`: jobs of one tenant that are worked at at once, on all servers; Claim leaves others waiting.
  PostgresJobQueue(Pool& pool, const Clock& clock, int tenant_limit = 1000)
      : pool_(pool), clock_(clock), tenant_limit_(tenant_limit) {}

  absl::StatusOr<std::optional<integration::ClaimedJob>> Claim(const Uuid& lease, absl::Time now,
                                                               absl::Time until) override;
  absl::StatusOr<bool> Extend(const integration::JobLease& lease, absl::Time until) override;
  absl::StatusOr<int64_t> CountUnfinished(const RequestContext& context) override;
  absl::Status StoreChunk(const RequestContext& context, const integration::JobId& job,
                          const integration::FileChunk& chunk) override;
  absl::Status DropChunks(const RequestContext& context, const integration::JobId& job) override;
  absl::StatusOr<integration::FileChunk> ReadChunk(const RequestContext& context, const integration::JobId& job,
                                                   int64_t offset) override;
  absl::Status SweepChunks(absl::Time before) override;

 private:
  Pool& pool_;
  const Clock& clock_;
  const int tenant_limit_;
};

class PostgresJobErrors : public integration::JobErrors {
 public:
  explicit PostgresJobErrors(Pool& pool) : pool_(pool) {}

  absl::StatusOr<integration::JobErrorRows> List(const RequestContext& context, const integration::JobId& job,
                                                 int64_t after, int limit) const override;

 private:
  Pool& pool_;
};

}  // namespace pipewright::postgres
