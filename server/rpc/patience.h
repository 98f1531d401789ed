// What is done when something takes too long.
#pragma once

#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <thread>
#include <utility>

#include "absl/time/time.h"

namespace pipewright::server {

// Thread safe. Outlives its watches.
class Patience {
  struct Entry {
    absl::Time end;
    std::function<void()> give_up;
    bool running = false;
    bool done = false;
  };
  using Entries = std::list<Entry>;

 public:
  // Everything may take so long, and a quarter of it more.
  explicit Patience(absl::Duration time);
  ~Patience();

  // While it lives, time runs.
  class Watch {
   public:
    Watch() = default;
    Watch(Watch&& other) noexcept : patience_(std::exchange(other.patience_, nullptr)), entry_(other.entry_) {}
    Watch& operator=(Watch&& other) noexcept {
      Reset();
      patience_ = std::exchange(other.patience_, nullptr);
      entry_ = other.entry_;
      return *this;
    }
    ~Watch() { Reset(); }
    // It has come in time. Waits for a `give_up` that runs.
    void Reset() {
      if (patience_ != nullptr) std::exchange(patience_, nullptr)->End(entry_);
    }

   private:
    friend class Patience;
    Watch(Patience& patience, Entries::iterator entry) : patience_(&patience), entry_(entry) {}
    Patience* patience_ = nullptr;
    Entries::iterator entry_;
  };

  // Calls `give_up`, on a thread of its own, unless the watch has ended by then. It must be quick.
  Watch Begin(std::function<void()> give_up);

 private:
  void End(Entries::iterator entry);
  void Work();

  const absl::Duration time_;
  std::mutex mutex_;
  std::condition_variable changed_;
  Entries waiting_;   // the first to end first
  Entries given_up_;  // or about to be
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace pipewright::server
