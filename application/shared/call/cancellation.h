// Lets a call be given up from another thread while it waits for something outside.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <utility>

namespace pipewright {

// One per call. Thread safe.
class Cancellation {
 public:
  bool cancelled() const { return cancelled_.load(std::memory_order_relaxed); }

  // Marks the call as given up and interrupts what it waits for now. May block for milliseconds: not for a thread that
  // must not.
  void Cancel() {
    cancelled_ = true;
    const std::lock_guard lock(mutex_);
    if (interrupt_) interrupt_();
  }

  // While alive, Cancel() runs `interrupt`. Its end waits for a running interrupt, so that it can never hit what the
  // thread does next.
  class Interruptible {
   public:
    Interruptible(Cancellation* cancellation, std::function<void()> interrupt) : cancellation_(cancellation) {
      if (cancellation_ == nullptr) return;
      const std::lock_guard lock(cancellation_->mutex_);
      cancellation_->interrupt_ = std::move(interrupt);
    }
    ~Interruptible() {
      if (cancellation_ == nullptr) return;
      const std::lock_guard lock(cancellation_->mutex_);
      cancellation_->interrupt_ = nullptr;
    }
    Interruptible(const Interruptible&) = delete;
    Interruptible& operator=(const Interruptible&) = delete;

   private:
    Cancellation* cancellation_;
  };

 private:
  std::atomic<bool> cancelled_ = false;
  std::mutex mutex_;
  std::function<void()> interrupt_;
};

}  // namespace pipewright
