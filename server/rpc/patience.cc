#include "server/rpc/patience.h"

#include "absl/time/clock.h"
#include "server/process/guarded_work.h"

namespace pipewright::server {

Patience::Patience(absl::Duration time) : time_(time), thread_([this] { Work(); }) {}

Patience::~Patience() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

Patience::Watch Patience::Begin(std::function<void()> give_up) {
  const std::lock_guard lock(mutex_);
  waiting_.push_back({absl::Now() + time_, std::move(give_up)});
  return Watch(*this, std::prev(waiting_.end()));
}

void Patience::End(Entries::iterator entry) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [entry] { return !entry->running || entry->done; });
  (entry->done ? given_up_ : waiting_).erase(entry);
}

void Patience::Work() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (waiting_.empty() || waiting_.front().end > absl::Now()) {
      // Nobody wakes this thread for a watch: most end long before their time.
      changed_.wait_for(lock, absl::ToChronoMilliseconds(time_ / 4), [this] { return stopping_; });
      continue;
    }
    given_up_.splice(given_up_.end(), waiting_, waiting_.begin());
    Entry& entry = given_up_.back();
    entry.running = true;
    lock.unlock();
    RunGuarded("the end of somebody's patience", entry.give_up);
    lock.lock();
    entry.done = true;
    changed_.notify_all();
  }
}

}  // namespace pipewright::server
