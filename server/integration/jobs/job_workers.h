// The threads that work at jobs.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/time/time.h"
#include "application/integration/job_queue.h"
#include "application/integration/job_runner.h"
#include "application/shared/call/ports.h"

namespace pipewright::integration {

// Look for a job when woken and every kPollInterval: another server may have taken one in, or died with one.
class JobWorkers {
 public:
  static constexpr absl::Duration kPollInterval = absl::Seconds(1);
  static constexpr absl::Duration kSweepInterval = absl::Hours(1);
  static constexpr absl::Duration kUploadPatience = absl::Hours(24);

  // `threads` jobs are worked at at once; 0: none, and no thread is started. All of it outlives this.
  JobWorkers(JobRunner& runner, JobQueue& queue, const Clock& clock, int threads);
  ~JobWorkers();  // Stop, and waits for the threads

  // A job has come. Never blocks. Thread safe.
  void Wake();
  // Jobs that run go back to the queue at their next checkpoint; nothing new is begun. Thread safe.
  void Stop();

 private:
  void Work();
  void Beat();
  // False: it is time to end.
  bool WaitFor(absl::Duration time, bool woken);

  JobRunner& runner_;
  JobQueue& queue_;
  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int woken_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace pipewright::integration
