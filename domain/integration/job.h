// A job: long work that somebody asked for and the server does by itself.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "domain/integration/job_kinds.h"
#include "domain/shared/aggregate.h"
#include "domain/shared/id.h"
#include "domain/shared/record_kind.h"

namespace pipewright::integration {

using JobId = Id<struct JobTag>;

using JobEvent = std::variant<EventNamed<"job.created">, EventNamed<"job.started">, EventNamed<"job.requeued">,
                              EventNamed<"job.succeeded">, EventNamed<"job.failed">, EventNamed<"job.cancelled">>;

struct JobState : Record {
  JobId id;
  JobKind kind = JobKind::kImport;
  std::string resource;  // the kind of record it is about: "account"; several: "account,task"
  JobStatus status = JobStatus::kQueued;
  bool dry_run = false;
  // Progress: counted up by the work itself, in the transaction of what it counts, without a new version.
  int64_t rows_total = 0;
  int64_t rows_done = 0;
  int64_t created_count = 0;
  int64_t updated_count = 0;
  int64_t unchanged_count = 0;
  int64_t failed_count = 0;
  std::optional<absl::Time> start_time;
  std::optional<absl::Time> end_time;
  std::string failure_reason;  // the name of a Reason; empty unless FAILED
  std::string failure_message;
};

struct NewJob {
  JobKind kind = JobKind::kImport;
  std::string resource;
  bool dry_run = false;
  int64_t rows_total = 0;
};

// QUEUED → RUNNING → SUCCEEDED or FAILED; back to QUEUED to be tried again; CANCELLED before its end. What breaks that
// is kFailedPrecondition/JOB_ENDED.
class Job : public Aggregate<Job, JobState, JobEvent> {
 public:
  static constexpr absl::string_view kResource = "job";

  static Job Create(JobId id, const UserId& creator, const NewJob& details);
  static Job Restore(JobState state) { return Job(std::move(state)); }
  // Who asked for it.
  static std::vector<UserId> OwnersOf(const JobState& state);

  bool ended() const { return state().end_time.has_value(); }

  // A worker begins, or takes over from one that is gone; then nothing changes.
  absl::Status Start(absl::Time now);
  // It waits again: to be tried later, or elsewhere.
  absl::Status Requeue();
  absl::Status Succeed(absl::Time now);
  // `why` has its reason.
  absl::Status Fail(const absl::Status& why, absl::Time now);
  absl::Status Cancel(absl::Time now);

 private:
  using Aggregate::Aggregate;
  absl::Status End(JobStatus status, absl::Time now);
};

}  // namespace pipewright::integration
