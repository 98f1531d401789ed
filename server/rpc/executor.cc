#include "server/rpc/executor.h"

#include <optional>
#include <utility>

#include "absl/time/clock.h"
#include "server/process/guarded_work.h"

namespace pipewright::server {

FairQueue::Limits Executor::LimitsOf(const Options& options) {
  if (options.owner_threads <= 0) return {options.threads, options.threads};
  return {options.owner_threads, (options.owner_threads + 1) / 2};
}

Executor::Executor(const Options& options) : limit_(static_cast<size_t>(options.queue)), queue_(LimitsOf(options)) {
  threads_.reserve(options.threads);
  for (int i = 0; i < options.threads; ++i) threads_.emplace_back([this] { Work(); });
}

Executor::~Executor() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

Executor::Admission Executor::Submit(const std::string& owner, std::function<void()> run, std::function<void()> refuse,
                                     absl::Time deadline) {
  std::optional<FairQueue::Task> pushed_out;
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() > 0 && deadline != absl::InfiniteFuture()) {
      const auto ahead = static_cast<int64_t>(queue_.Ahead(owner) / threads_.size());
      if (absl::Now() + absl::Nanoseconds(ahead * mean_nanos_.load(std::memory_order_relaxed)) > deadline) {
        return Admission::kTooLate;
      }
    }
    if (queue_.refusable() >= limit_) {
      pushed_out = queue_.PushOut(owner);
      if (!pushed_out.has_value()) return Admission::kFull;
    }
    queue_.Push(owner, {std::move(run), std::move(refuse)});
  }
  wake_.notify_one();
  if (pushed_out.has_value()) pushed_out->refuse();
  return Admission::kAccepted;
}

void Executor::Continue(const std::string& owner, std::function<void()> run) {
  {
    const std::lock_guard lock(mutex_);
    queue_.Push(owner, {std::move(run), nullptr});
  }
  wake_.notify_one();
}

int Executor::queued() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(queue_.size());
}

void Executor::Work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    const absl::Time start = absl::Now();
    std::optional<FairQueue::Taken> taken = queue_.Take(start);
    if (!taken.has_value()) {
      if (stopping_ && queue_.size() == 0) return;
      // What waits belongs to owners who have as many running as they may: until one of those ends, which wakes, or
      // until their company has gone, which nobody tells.
      if (queue_.size() == 0) {
        wake_.wait(lock);
      } else {
        wake_.wait_for(lock, absl::ToChronoMilliseconds(FairQueue::kCompany));
      }
      continue;
    }
    lock.unlock();
    busy_.fetch_add(1, std::memory_order_relaxed);
    RunGuarded("a step of a call", taken->task.run);
    const absl::Duration took = absl::Now() - start;
    const int64_t mean = mean_nanos_.load(std::memory_order_relaxed);
    mean_nanos_.store(mean + (absl::ToInt64Nanoseconds(took) - mean) / 16, std::memory_order_relaxed);
    busy_.fetch_sub(1, std::memory_order_relaxed);
    taken->task = {};
    lock.lock();
    queue_.Done(*taken, took);
    if (stopping_) wake_.notify_all();
  }
}

}  // namespace pipewright::server
