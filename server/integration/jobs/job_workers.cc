#include "server/integration/jobs/job_workers.h"

#include <chrono>

#include "server/process/guarded_work.h"

namespace pipewright::integration {

JobWorkers::JobWorkers(JobRunner& runner, JobQueue& queue, const Clock& clock, int threads)
    : runner_(runner), queue_(queue), clock_(clock) {
  if (threads == 0) return;
  threads_.emplace_back([this] { Beat(); });
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
}

JobWorkers::~JobWorkers() {
  Stop();
  for (std::thread& thread : threads_) thread.join();
}

void JobWorkers::Wake() {
  {
    const std::lock_guard lock(mutex_);
    ++woken_;
  }
  changed_.notify_all();
}

void JobWorkers::Stop() {
  runner_.Stop();
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
}

bool JobWorkers::WaitFor(absl::Duration time, bool woken) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, absl::ToChronoMilliseconds(time), [&] { return stopping_ || (woken && woken_ > 0); });
  if (woken && woken_ > 0) --woken_;
  return !stopping_;
}

void JobWorkers::Work() {
  do {
    bool more = true;
    while (more) {
      more = false;
      server::RunGuarded("the work at a job", [&] {
        const absl::StatusOr<bool> worked = runner_.RunNext();
        more = worked.ok() && *worked;
      });
    }
  } while (WaitFor(kPollInterval, /*woken=*/true));
}

void JobWorkers::Beat() {
  absl::Time sweep = clock_.Now() + kSweepInterval;
  while (WaitFor(JobRunner::kLease / 3, /*woken=*/false)) {
    server::RunGuarded("the heartbeat of jobs", [this] { runner_.Beat(); });
    if (clock_.Now() < sweep) continue;
    sweep = clock_.Now() + kSweepInterval;
    server::RunGuarded("the sweep of abandoned uploads", [this] {
      // What can't be swept now is swept the next time.
      queue_.SweepChunks(clock_.Now() - kUploadPatience).IgnoreError();
    });
  }
}

}  // namespace pipewright::integration
