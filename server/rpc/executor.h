// A fixed number of threads and a queue that is bounded: where handlers block on the database.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/time/time.h"

namespace pipewright::server {

// Thread safe.
class Executor {
 public:
  enum class Admission {
    kAccepted,
    kFull,     // as many tasks wait as may
    kTooLate,  // at the present pace the deadline would pass in the queue
  };

  // `threads` run at once, as many as there are database connections; `queue` more may wait.
  Executor(int threads, int queue);
  ~Executor();  // runs what was accepted, then stops

  // Accepts `task` or says at once why not. Never blocks.
  Admission Submit(std::function<void()> task, absl::Time deadline);
  // Accepts the next step of something that was admitted before, whatever the queue holds; it takes no room from what
  // is submitted. Never blocks.
  void Continue(std::function<void()> task);

  int queued() const;
  int busy() const { return busy_.load(std::memory_order_relaxed); }
  int threads() const { return static_cast<int>(threads_.size()); }

 private:
  struct Task {
    std::function<void()> run;
    bool submitted;  // else a step
  };
  void Work();

  const size_t limit_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Task> queue_;
  size_t submitted_ = 0;  // of the tasks in the queue
  bool stopping_ = false;
  std::atomic<int> busy_ = 0;
  std::atomic<int64_t> mean_nanos_ = 0;  // of a task, smoothed
  std::vector<std::thread> threads_;
};

}  // namespace pipewright::server
