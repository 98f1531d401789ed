// What can be done to jobs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "application/integration/job_queue.h"
#include "application/unit_of_work.h"
#include "domain/integration/job.h"
#include "domain/shared/etag.h"

namespace pipewright::integration {

struct EnqueueJob {
  JobId id;
  NewJob details;
  std::string spec;  // of the work, as the adapter encoded it
  JobCheckpoint start;
};

struct CancelJob {
  JobId id;
  std::optional<Etag> etag;
};

// Every Handle loads, decides and stores within `uow`. Thread safe.
class JobCommands {
 public:
  // Jobs of a tenant that may wait or run at once.
  static constexpr int64_t kMaxUnfinished = 100;

  // kResourceExhausted/TOO_MANY_JOBS when a tenant with so many unfinished jobs may have no further one.
  static absl::Status CheckRoom(int64_t unfinished);

  // kResourceExhausted/TOO_MANY_JOBS beyond kMaxUnfinished.
  absl::StatusOr<Job> Handle(const RequestContext& ctx, const EnqueueJob& cmd, UnitOfWork& uow) const;
  // Nothing is stored by the job's work once this is committed. kFailedPrecondition/JOB_ENDED.
  absl::StatusOr<Job> Handle(const RequestContext& ctx, const CancelJob& cmd, UnitOfWork& uow) const;
};

}  // namespace pipewright::integration
