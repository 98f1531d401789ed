// What became of jobs here, for the log and the metrics.
#pragma once

#include <atomic>
#include <cstdint>

#include "application/integration/job_runner.h"

namespace pipewright::integration {

// One log line for each attempt at a job, and counts since the process started. Thread safe.
class JobCounters : public JobObserver {
 public:
  void OnAttempt(const JobAttempt& attempt) override;

  int64_t succeeded() const { return succeeded_; }
  int64_t failed() const { return failed_; }
  // Given back to be tried again.
  int64_t requeued() const { return requeued_; }
  int64_t rows() const { return rows_; }

 private:
  std::atomic<int64_t> succeeded_ = 0;
  std::atomic<int64_t> failed_ = 0;
  std::atomic<int64_t> requeued_ = 0;
  std::atomic<int64_t> rows_ = 0;
};

}  // namespace pipewright::integration
