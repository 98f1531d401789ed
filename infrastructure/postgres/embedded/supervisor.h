// Keeps one `postgres` process running: starts it, starts it again when it dies, and ends it.
#pragma once

#include <sys/types.h>

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "infrastructure/postgres/embedded/process.h"

namespace pipewright::postgres {

// Thread safe. The process is spawned from a thread of the supervisor, and the kernel shuts it down (fast) when that
// thread ends, whichever way this program ends.
class PostgresSupervisor {
 public:
  // `ping_url` is what readiness is asked with; `log_file` takes what PostgreSQL says before it opens its own log.
  PostgresSupervisor(SpawnOptions spawn, std::string ping_url, std::string log_file);
  ~PostgresSupervisor();
  PostgresSupervisor(const PostgresSupervisor&) = delete;
  PostgresSupervisor& operator=(const PostgresSupervisor&) = delete;

  // OK once the server takes connections; kUnavailable when it ended again and again or `patience` is over.
  absl::Status WaitUntilReady(absl::Duration patience);

  // Fast shutdown; after `patience` an immediate one. Returns when the process has ended.
  void Stop(absl::Duration patience);

  // 0 while none runs.
  pid_t pid() const;

 private:
  void KeepRunning();

  SpawnOptions spawn_;
  const std::string ping_url_;
  const std::string log_file_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  pid_t pid_ = 0;
  bool stopping_ = false;
  bool ended_ = false;     // the thread has given up or was stopped
  int failed_starts_ = 0;  // ends before the server was ready
  bool ready_ = false;
  std::thread thread_;
};

}  // namespace pipewright::postgres
