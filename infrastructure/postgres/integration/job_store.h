// JobStore on PostgreSQL: in the transaction of a unit of work.
#pragma once

#include <string>
#include <vector>

#include "application/integration/job_queue.h"
#include "infrastructure/postgres/write/write_session.h"

namespace pipewright::postgres {

class PostgresJobStore : public integration::JobStore {
 public:
  explicit PostgresJobStore(WriteSession& session) : session_(session) {}

  absl::StatusOr<int64_t> LockAndCount() override;
  absl::Status Enqueue(const integration::JobId& job, absl::string_view spec,
                       const integration::JobCheckpoint& start) override;
  absl::Status Checkpoint(const integration::JobLease& lease, const integration::JobCheckpoint& checkpoint,
                          const std::vector<integration::JobError>& errors) override;
  absl::Status Release(const integration::JobLease& lease, absl::Time available_time, int64_t attempts) override;
  absl::Status Drop(const integration::JobLease& lease) override;
  absl::Status Drop(const integration::JobId& job) override;

 private:
  void DropChunks(const std::string& job);

  WriteSession& session_;
};

}  // namespace pipewright::postgres
