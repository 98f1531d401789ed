#include "server/rpc/canceller.h"

#include <utility>

#include "server/process/guarded_work.h"

namespace pipewright::server {

Canceller::Canceller() : thread_([this] { Work(); }) {}

Canceller::~Canceller() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Canceller::Post(std::shared_ptr<Cancellation> cancellation) {
  {
    const std::lock_guard lock(mutex_);
    posted_.push_back(std::move(cancellation));
  }
  wake_.notify_one();
}

void Canceller::Work() {
  for (;;) {
    std::shared_ptr<Cancellation> next;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !posted_.empty(); });
      if (posted_.empty()) return;
      next = std::move(posted_.front());
      posted_.pop_front();
    }
    RunGuarded("the cancelling of a call", [&] { next->Cancel(); });
  }
}

}  // namespace pipewright::server
