// How a job is worked at: claimed, done as its creator, ended or given back.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "application/integration/job_queue.h"
#include "application/organization/member_principal.h"
#include "application/shared/call/ports.h"
#include "application/unit_of_work.h"

namespace pipewright::integration {

// One attempt at a job, as the work sees it.
struct JobRun {
  const ClaimedJob& job;
  // As of a call by the job's creator, with the rights that they have now. The work sets the permission.
  RequestContext& context;
  // Reads the creator's rights anew into the context. To be called before each piece of work, since a job may run for
  // hours. Its errors are those of MemberPrincipals::Load.
  std::function<absl::Status()> refresh;
  // Whether the work is to stop at its next checkpoint.
  std::function<bool()> stopping;
  // How far the work is; kept up to date by it.
  JobCheckpoint checkpoint;
  // Set by the work once it has stored something: a failure after that counts as the first again.
  bool progressed = false;
};

// The work of one kind of job. Thread safe.
class JobHandler {
 public:
  virtual ~JobHandler() = default;
  // True when the work is done to its end, false when it stopped because it was asked to. Whatever it stores it stores
  // together with a checkpoint (JobStore). kUnavailable, kAborted, kDeadlineExceeded, kResourceExhausted and kInternal
  // are tried again.
  virtual absl::StatusOr<bool> Run(JobRun& run) = 0;
};

// What came of an attempt, for the log and the metrics.
struct JobAttempt {
  const ClaimedJob& job;
  // "SUCCEEDED", "FAILED", "REQUEUED", or "ABANDONED": cancelled, or taken over. As it was stored: later than it came
  // to pass, when the database was away.
  absl::string_view outcome;
  absl::Status status;
  absl::Duration duration;
  JobCheckpoint reached;
};

class JobObserver {
 public:
  virtual ~JobObserver() = default;
  virtual void OnAttempt(const JobAttempt& attempt) = 0;
};

// Thread safe.
class JobRunner {
 public:
  // Attempts without any progress, after which a job fails. A worker that died counts as one.
  static constexpr int64_t kMaxAttempts = 5;
  // Without a sign of life for so long a worker counts as dead.
  static constexpr absl::Duration kLease = absl::Seconds(30);
  // The pause before the second attempt; doubled with each further one, up to kMaxPause.
  static constexpr absl::Duration kFirstPause = absl::Seconds(3);
  static constexpr absl::Duration kMaxPause = absl::Minutes(10);

  struct Ports {
    JobQueue& queue;
    Transactor& transactor;
    const organization::MemberPrincipals& members;
    const Clock& clock;
    IdGenerator& ids;
    JobObserver& observer;
  };
  JobRunner(const Ports& ports, std::map<JobKind, JobHandler*> handlers)
      : ports_(ports), handlers_(std::move(handlers)) {}

  // Works at the next job, to its end or as far as it comes. False: none waits. An error: the queue can't be asked.
  // Before that it stores how earlier attempts ended, if it couldn't then: so a job goes on soon after the database is
  // back, and nobody waits for a lease to expire.
  absl::StatusOr<bool> RunNext();

  // Extends the leases of the jobs that run here; interrupts those that are lost. To be called well within kLease.
  void Beat();

  // From now on jobs that run here go back to the queue at their next checkpoint.
  void Stop() { stopping_ = true; }
  bool stopping() const { return stopping_; }
  int running() const;

 private:
  // How an attempt ended.
  struct Ended {
    ClaimedJob job;
    absl::string_view outcome;
    std::function<absl::Status(Job&, UnitOfWork&)> change;  // what is stored
    absl::Status status;
    absl::Duration duration;
    JobCheckpoint reached;
  };

  // Claims with the lease of a claim that failed, if there was one: it may have a job, which nobody knew of then.
  absl::StatusOr<std::optional<ClaimedJob>> Claim();
  Ended Work(const ClaimedJob& job, RequestContext& context);
  // Stores it and tells the observer; an error: the database can't take it now, and it is kept for later.
  absl::Status Settle(Ended ended);
  absl::Status SettleKept();
  absl::StatusOr<bool> Attempt(const ClaimedJob& job, RequestContext& context, bool& progressed,
                               JobCheckpoint& reached);
  // A unit of work on the job's record, with rights to do that.
  absl::Status Update(const ClaimedJob& job, absl::FunctionRef<absl::Status(Job&, UnitOfWork&)> change);

  const Ports ports_;
  const std::map<JobKind, JobHandler*> handlers_;
  std::atomic<bool> stopping_ = false;
  mutable std::mutex mutex_;
  std::map<Uuid, std::pair<JobLease, std::shared_ptr<Cancellation>>> running_;
  std::vector<Uuid> unanswered_;  // leases; at most one for each worker
  std::vector<Ended> kept_;       // at most one for each time that a worker met the loss of the database
};

// The pause after so many attempts without progress.
absl::Duration PauseAfter(int64_t attempts);

}  // namespace pipewright::integration
