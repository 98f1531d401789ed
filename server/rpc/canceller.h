// The thread that interrupts given-up calls: telling the database takes milliseconds, which gRPC's threads don't have.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

#include "application/shared/call/cancellation.h"

namespace pipewright::server {

// Thread safe.
class Canceller {
 public:
  Canceller();
  ~Canceller();

  // Has `cancellation` cancelled soon, by the thread of this. Never blocks.
  void Post(std::shared_ptr<Cancellation> cancellation);

 private:
  void Work();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::shared_ptr<Cancellation>> posted_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace pipewright::server
