// A fixed number of threads and a queue that is bounded: where handlers block on the database. Its threads are shared
// fairly between owners (fair_queue.h).
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/time.h"
#include "server/rpc/fair_queue.h"

namespace pipewright::server {

// Thread safe.
class Executor {
 public:
  enum class Admission {
    kAccepted,
    kFull,     // as many tasks wait as may, and others have no more of them
    kTooLate,  // at the present pace the deadline would pass in the queue
  };

  struct Options {
    int threads = 1;        // that run at once, as many as there are database connections
    int queue = 0;          // more that may wait
    int owner_threads = 0;  // that one owner may have at once; 0: all. Half as many for what takes long beside others
  };
  explicit Executor(const Options& options);
  ~Executor();  // runs what was accepted, then stops

  // Accepts a task of `owner` or says at once why not. When the queue is full, a task of the owner who has most of it
  // gives way: its `refuse` is called instead, in this thread. Never blocks.
  Admission Submit(const std::string& owner, std::function<void()> run, std::function<void()> refuse,
                   absl::Time deadline);
  // Accepts the next step of something that was admitted before, whatever the queue holds; it takes no room from what
  // is submitted. Never blocks.
  void Continue(const std::string& owner, std::function<void()> run);

  int queued() const;
  int busy() const { return busy_.load(std::memory_order_relaxed); }
  int threads() const { return static_cast<int>(threads_.size()); }

 private:
  static FairQueue::Limits LimitsOf(const Options& options);
  void Work();

  const size_t limit_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  FairQueue queue_;
  bool stopping_ = false;
  std::atomic<int> busy_ = 0;
  std::atomic<int64_t> mean_nanos_ = 0;  // of a task, smoothed
  std::vector<std::thread> threads_;
};

}  // namespace pipewright::server
