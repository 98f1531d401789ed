#include "application/integration/job_commands.h"

#include "absl/strings/str_cat.h"
#include "application/shared/commands/etag_check.h"
#include "domain/shared/errors.h"
#include "domain/shared/repository.h"
#include "domain/shared/status_macros.h"

namespace pipewright::integration {

namespace {

absl::Status TooManyJobs() {
  return QuotaExceeded(Reason::kTooManyJobs, "tenant",
                       absl::StrCat(JobCommands::kMaxUnfinished, " jobs that wait or run"),
                       "wait until one has ended, or cancel one", absl::Seconds(30));
}

}  // namespace

absl::Status JobCommands::CheckRoom(int64_t unfinished) {
  return unfinished < kMaxUnfinished ? absl::OkStatus() : TooManyJobs();
}

absl::StatusOr<Job> JobCommands::Handle(const RequestContext& ctx, const EnqueueJob& cmd, UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(const int64_t unfinished, uow.job_store().LockAndCount());
  RETURN_IF_ERROR(CheckRoom(unfinished));
  Job job = Job::Create(cmd.id, ctx.user(), cmd.details);
  RETURN_IF_ERROR(uow.Of<Job>().Add(job));
  RETURN_IF_ERROR(uow.job_store().Enqueue(cmd.id, cmd.spec, cmd.start));
  return job;
}

absl::StatusOr<Job> JobCommands::Handle(const RequestContext&, const CancelJob& cmd, UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(Job job, GetForChange(uow.Of<Job>(), cmd.id, cmd.etag));
  RETURN_IF_ERROR(job.Cancel(uow.now()));
  RETURN_IF_ERROR(uow.job_store().Drop(cmd.id));
  RETURN_IF_ERROR(uow.Of<Job>().Save(job));
  return job;
}

}  // namespace pipewright::integration
