#include "server/rpc/executor.h"

#include <utility>

#include "absl/time/clock.h"
#include "server/process/guarded_work.h"

namespace pipewright::server {

Executor::Executor(int threads, int queue) : limit_(static_cast<size_t>(queue)) {
  threads_.reserve(threads);
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
}

Executor::~Executor() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

Executor::Admission Executor::Submit(std::function<void()> task, absl::Time deadline) {
  {
    const std::lock_guard lock(mutex_);
    if (submitted_ >= limit_) return Admission::kFull;
    if (!queue_.empty() && deadline != absl::InfiniteFuture()) {
      const auto ahead = static_cast<int64_t>(queue_.size() / threads_.size());
      if (absl::Now() + absl::Nanoseconds(ahead * mean_nanos_.load(std::memory_order_relaxed)) > deadline) {
        return Admission::kTooLate;
      }
    }
    queue_.push_back({std::move(task), /*submitted=*/true});
    ++submitted_;
  }
  wake_.notify_one();
  return Admission::kAccepted;
}

void Executor::Continue(std::function<void()> task) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back({std::move(task), /*submitted=*/false});
  }
  wake_.notify_one();
}

int Executor::queued() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(queue_.size());
}

void Executor::Work() {
  for (;;) {
    std::function<void()> task;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      if (queue_.front().submitted) --submitted_;
      task = std::move(queue_.front().run);
      queue_.pop_front();
    }
    busy_.fetch_add(1, std::memory_order_relaxed);
    const absl::Time start = absl::Now();
    RunGuarded("a step of a call", task);
    const int64_t took = absl::ToInt64Nanoseconds(absl::Now() - start);
    const int64_t mean = mean_nanos_.load(std::memory_order_relaxed);
    mean_nanos_.store(mean + (took - mean) / 16, std::memory_order_relaxed);
    busy_.fetch_sub(1, std::memory_order_relaxed);
  }
}

}  // namespace pipewright::server
