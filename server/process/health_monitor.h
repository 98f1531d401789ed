// Watches the database and says whether the server can serve.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace pipewright::server {

// Probes on a thread of its own: every `interval`, and at once after NoteTrouble. Thread safe.
class HealthMonitor {
 public:
  // `probe` asks the database something cheap, within a second or so. `on_change` is told each change, beginning with
  // the first probe's answer; both run on the monitor's thread.
  HealthMonitor(std::function<absl::Status()> probe, std::function<void(bool serving)> on_change,
                absl::Duration interval);
  ~HealthMonitor();
  HealthMonitor(const HealthMonitor&) = delete;
  HealthMonitor& operator=(const HealthMonitor&) = delete;

  // A call met a database that is away. Cheap.
  void NoteTrouble();

 private:
  void Watch();

  const std::function<absl::Status()> probe_;
  const std::function<void(bool)> on_change_;
  const absl::Duration interval_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool trouble_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace pipewright::server
