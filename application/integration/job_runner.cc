#include "application/integration/job_runner.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "application/shared/call/guarded.h"
#include "domain/integration/job.h"
#include "domain/shared/errors.h"
#include "domain/shared/repository.h"
#include "domain/shared/status_macros.h"

namespace pipewright::integration {
namespace {

bool WorthAnotherTry(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kCancelled:
      return true;
    default:
      return false;
  }
}

// Then nothing is known about the lease, and storing is worth another try.
bool IsDatabaseAway(absl::StatusCode code) {
  return code == absl::StatusCode::kUnavailable || code == absl::StatusCode::kResourceExhausted ||
         code == absl::StatusCode::kDeadlineExceeded;
}

absl::Status GivenUp(const absl::Status& last, int64_t attempts) {
  return absl::Status(last.code(), absl::StrCat("given up after ", attempts, " attempts: ", last.message()));
}

// What a worker does to the job's record is the system's doing, in the name of the creator.
RequestContext SystemContext(const ClaimedJob& job) {
  auto principal = std::make_shared<Principal>();
  principal->user = job.creator;
  principal->tenant = job.lease.tenant;
  principal->grants = Grants({{"job", "*", Scope::kAll}});
  RequestContext context;
  context.principal = std::move(principal);
  context.method = "job";
  context.permission = {"job", "work"};
  context.request_id = job.lease.job.ToString();
  return context;
}

}  // namespace

absl::Duration PauseAfter(int64_t attempts) {
  absl::Duration pause = JobRunner::kFirstPause;
  for (int64_t i = 1; i < attempts && pause < JobRunner::kMaxPause; ++i) pause *= 2;
  return std::min(pause, JobRunner::kMaxPause);
}

absl::StatusOr<bool> JobRunner::RunNext() {
  if (stopping_) return false;
  RETURN_IF_ERROR(SettleKept());
  ASSIGN_OR_RETURN(const std::optional<ClaimedJob> job, Claim());
  if (!job.has_value()) return false;
  RequestContext context = SystemContext(*job);
  {
    const std::lock_guard lock(mutex_);
    running_[job->lease.id] = {job->lease, context.cancellation};
  }
  const absl::Cleanup forget = [this, &job] {
    const std::lock_guard lock(mutex_);
    running_.erase(job->lease.id);
  };
  // What can't be stored now is kept, and no error of the queue.
  Settle(Work(*job, context)).IgnoreError();
  return true;
}

absl::StatusOr<std::optional<ClaimedJob>> JobRunner::Claim() {
  std::optional<Uuid> lease;
  {
    const std::lock_guard lock(mutex_);
    if (!unanswered_.empty()) {
      lease = unanswered_.back();
      unanswered_.pop_back();
    }
  }
  if (!lease.has_value()) lease = ports_.ids.NewUuid();
  const absl::Time now = ports_.clock.Now();
  auto job = ports_.queue.Claim(*lease, now, now + kLease);
  if (!job.ok()) {
    const std::lock_guard lock(mutex_);
    unanswered_.push_back(*lease);
  }
  return job;
}

JobRunner::Ended JobRunner::Work(const ClaimedJob& job, RequestContext& context) {
  const absl::Time start = ports_.clock.Now();
  bool progressed = false;
  Ended ended{.job = job, .reached = job.checkpoint};
  const absl::StatusOr<bool> done = Guarded([&] { return Attempt(job, context, progressed, ended.reached); });
  const int64_t attempts = progressed ? 1 : job.attempts;
  const absl::Time now = ports_.clock.Now();
  ended.status = done.status();
  ended.duration = now - start;
  if (done.ok() && *done) {
    ended.outcome = "SUCCEEDED";
    ended.change = [lease = job.lease](Job& record, UnitOfWork& uow) -> absl::Status {
      RETURN_IF_ERROR(record.Succeed(uow.now()));
      return uow.job_store().Drop(lease);
    };
  } else if (done.ok() || (WorthAnotherTry(done.status().code()) && attempts < kMaxAttempts)) {
    ended.outcome = "REQUEUED";
    const absl::Time available = done.ok() ? now : now + PauseAfter(attempts);
    const int64_t counted = done.ok() ? attempts - 1 : attempts;
    ended.change = [lease = job.lease, available, counted](Job& record, UnitOfWork& uow) -> absl::Status {
      RETURN_IF_ERROR(record.Requeue());
      return uow.job_store().Release(lease, available, counted);
    };
  } else {
    ended.outcome = "FAILED";
    absl::Status why = done.status();
    if (WorthAnotherTry(why.code())) {
      why = GivenUp(done.status(), attempts);
      done.status().ForEachPayload(
          [&why](absl::string_view url, const absl::Cord& load) { why.SetPayload(url, load); });
    }
    ended.change = [lease = job.lease, why](Job& record, UnitOfWork& uow) -> absl::Status {
      RETURN_IF_ERROR(record.Fail(why, uow.now()));
      return uow.job_store().Drop(lease);
    };
  }
  return ended;
}

absl::Status JobRunner::Settle(Ended ended) {
  absl::Status stored = Guarded([&] { return Update(ended.job, ended.change); });
  if (IsDatabaseAway(stored.code())) {
    const std::lock_guard lock(mutex_);
    kept_.push_back(std::move(ended));
    return stored;
  }
  // The lease is lost: somebody else ends it, or takes it up again.
  const absl::string_view outcome = stored.ok() ? ended.outcome : "ABANDONED";
  ports_.observer.OnAttempt(
      {ended.job, outcome, ended.status.ok() ? stored : ended.status, ended.duration, ended.reached});
  return absl::OkStatus();
}

absl::Status JobRunner::SettleKept() {
  std::vector<Ended> kept;
  {
    const std::lock_guard lock(mutex_);
    kept.swap(kept_);
  }
  absl::Status status;
  for (Ended& ended : kept) status.Update(Settle(std::move(ended)));
  return status;
}

absl::StatusOr<bool> JobRunner::Attempt(const ClaimedJob& job, RequestContext& context, bool& progressed,
                                        JobCheckpoint& reached) {
  if (job.attempts > kMaxAttempts) {
    ErrorDetails details;
    details.reason = Reason::kInternal;
    return MakeError(absl::StatusCode::kInternal, "its workers ended without a word", details);
  }
  RETURN_IF_ERROR(Update(job, [](Job& record, UnitOfWork& uow) { return record.Start(uow.now()); }));
  const auto refresh = [this, &job, &context]() -> absl::Status {
    ASSIGN_OR_RETURN(context.principal, ports_.members.Load(job.creator, job.lease.tenant, context));
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(refresh());
  JobRun run{job, context, refresh, [this, &context] { return stopping() || context.cancellation->cancelled(); },
             job.checkpoint};
  absl::StatusOr<bool> done = Guarded([&] { return handlers_.at(job.kind)->Run(run); });
  progressed = run.progressed;
  reached = run.checkpoint;
  return done;
}

absl::Status JobRunner::Update(const ClaimedJob& job, absl::FunctionRef<absl::Status(Job&, UnitOfWork&)> change) {
  const RequestContext context = SystemContext(job);
  return ports_.transactor.Run(context, Transactor::Mode::kCommit, [&](UnitOfWork& uow) -> absl::Status {
    ASSIGN_OR_RETURN(Job record, uow.Of<Job>().Get(job.lease.job));
    RETURN_IF_ERROR(change(record, uow));
    return uow.Of<Job>().Save(record);
  });
}

void JobRunner::Beat() {
  std::map<Uuid, std::pair<JobLease, std::shared_ptr<Cancellation>>> running;
  {
    const std::lock_guard lock(mutex_);
    running = running_;
  }
  for (const auto& entry : running) {
    const JobLease& lease = entry.second.first;
    // Each by itself: what is thrown over one must not cost the others their lease.
    const absl::StatusOr<bool> held = Guarded([&] { return ports_.queue.Extend(lease, ports_.clock.Now() + kLease); });
    if (held.ok() && !*held) entry.second.second->Cancel();
  }
}

int JobRunner::running() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(running_.size());
}

}  // namespace pipewright::integration
