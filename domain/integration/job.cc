#include "domain/integration/job.h"

#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright::integration {

Job Job::Create(JobId id, const UserId& creator, const NewJob& details) {
  JobState state;
  state.id = id;
  state.created_by = creator;
  state.kind = details.kind;
  state.resource = details.resource;
  state.dry_run = details.dry_run;
  state.rows_total = details.rows_total;
  Job job(std::move(state));
  job.Emit<"job.created">();
  return job;
}

std::vector<UserId> Job::OwnersOf(const JobState& state) {
  if (!state.created_by.has_value()) return {};
  return {*state.created_by};
}

absl::Status Job::Start(absl::Time now) {
  if (state().status == JobStatus::kRunning) return absl::OkStatus();
  if (ended()) return End(JobStatus::kRunning, now);
  mutable_state().status = JobStatus::kRunning;
  if (!state().start_time.has_value()) mutable_state().start_time = now;
  Emit<"job.started">();
  return absl::OkStatus();
}

absl::Status Job::Requeue() {
  if (state().status == JobStatus::kQueued) return absl::OkStatus();
  if (ended()) return End(JobStatus::kQueued, absl::Time());
  mutable_state().status = JobStatus::kQueued;
  Emit<"job.requeued">();
  return absl::OkStatus();
}

absl::Status Job::Succeed(absl::Time now) {
  RETURN_IF_ERROR(End(JobStatus::kSucceeded, now));
  Emit<"job.succeeded">();
  return absl::OkStatus();
}

absl::Status Job::Fail(const absl::Status& why, absl::Time now) {
  RETURN_IF_ERROR(End(JobStatus::kFailed, now));
  mutable_state().failure_reason = std::string(ReasonName(DetailsOf(why).reason));
  mutable_state().failure_message = std::string(why.message());
  Emit<"job.failed">();
  return absl::OkStatus();
}

absl::Status Job::Cancel(absl::Time now) {
  RETURN_IF_ERROR(End(JobStatus::kCancelled, now));
  Emit<"job.cancelled">();
  return absl::OkStatus();
}

absl::Status Job::End(JobStatus status, absl::Time now) {
  if (ended()) {
    return FailedPrecondition(Reason::kJobEnded, absl::StrCat("job/", state().id.ToString()),
                              absl::StrCat("the job has ended: it is ", absl::AsciiStrToLower(NameOf(state().status))));
  }
  mutable_state().status = status;
  mutable_state().end_time = now;
  return absl::OkStatus();
}

}  // namespace pipewright::integration
