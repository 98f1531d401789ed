#include "server/process/periodic.h"

#include <utility>

#include "server/process/guarded_work.h"

namespace pipewright::server {

Periodic::Periodic(std::string name, std::function<bool()> work, absl::Duration interval)
    : name_(std::move(name)), work_(std::move(work)), interval_(interval), thread_([this] { Run(); }) {}

Periodic::~Periodic() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Periodic::Run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    bool more = false;
    RunGuarded(name_, [&] { more = work_(); });
    lock.lock();
    if (!more) wake_.wait_for(lock, absl::ToChronoMilliseconds(interval_), [this] { return stopping_; });
  }
}

}  // namespace pipewright::server
