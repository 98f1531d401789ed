// Work that is to be done again and again beside the calls.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "absl/time/time.h"

namespace pipewright::server {

// Runs on a thread of its own: at once, and then `interval` after each end.
class Periodic {
 public:
  // `work` does a small piece, and says whether there is more to do at once. When it throws, the log says that `name`
  // failed ("the sweep of expired answers"), and it is done again after the interval.
  Periodic(std::string name, std::function<bool()> work, absl::Duration interval);
  // Waits for the piece that is under way, and for nothing else.
  ~Periodic();
  Periodic(const Periodic&) = delete;
  Periodic& operator=(const Periodic&) = delete;

 private:
  void Run();

  const std::string name_;
  const std::function<bool()> work_;
  const absl::Duration interval_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace pipewright::server
