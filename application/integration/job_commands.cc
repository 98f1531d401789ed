#include "application/integration/job_commands.h"

#include "application/shared/etag_check.h"
#include "domain/shared/status_macros.h"

namespace pipewright::integration {

absl::StatusOr<Job> JobCommands::Handle(const RequestContext& ctx, const EnqueueJob& cmd, UnitOfWork& uow) const {
  Job job = Job::Create(cmd.id, ctx.user(), cmd.details);
  RETURN_IF_ERROR(uow.jobs().Add(job));
  RETURN_IF_ERROR(uow.job_store().Enqueue(cmd.id, cmd.spec, cmd.start));
  return job;
}

absl::StatusOr<Job> JobCommands::Handle(const RequestContext&, const CancelJob& cmd, UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(Job job, GetForChange(uow.jobs(), cmd.id, cmd.etag));
  RETURN_IF_ERROR(job.Cancel(uow.now()));
  RETURN_IF_ERROR(uow.job_store().Drop(cmd.id));
  RETURN_IF_ERROR(uow.jobs().Save(job));
  return job;
}

}  // namespace pipewright::integration
