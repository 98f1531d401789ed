// Keeps one `postgres` process running: starts it, starts it again when it dies, and ends it.
#pragma once

#include <sys/types.h>

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "infrastructure/postgres/embedded/process.h"

namespace pipewright::postgres {

// The pause before the next start, after so many ends in a row that came soon after their starts: none, then 50 ms,
// doubled with each up to kLongestRestartPause, so that a server that can't start costs little, and one that can again
// (there is room on the disk) is up soon.
absl::Duration RestartPause(int early_ends);
inline constexpr absl::Duration kLongestRestartPause = absl::Seconds(1);
// A server that ran for so long was in good health: its end is the first again.
inline constexpr absl::Duration kGoodHealth = absl::Seconds(10);

// Thread safe. The process is spawned from a thread of the supervisor, and the kernel shuts it down (fast) when that
// thread ends, whichever way this program ends.
//
// A server that was ready once is started again as often as it dies, for as long as this lives. One that never was is
// given up after kFirstStartTries, for then a person has to look.
class PostgresSupervisor {
 public:
  static constexpr int kFirstStartTries = 20;

  struct Options {
    SpawnOptions spawn;
    std::string ping_url;  // what readiness is asked with
    std::string log_file;  // takes what PostgreSQL says before it opens its own log
    // Runs before each start, on the supervisor's thread, while no process of it runs.
    std::function<void()> before_start = [] {};
  };
  explicit PostgresSupervisor(Options options);
  ~PostgresSupervisor();
  PostgresSupervisor(const PostgresSupervisor&) = delete;
  PostgresSupervisor& operator=(const PostgresSupervisor&) = delete;

  // OK once the server takes connections; kUnavailable when it ended again and again or `patience` is over.
  absl::Status WaitUntilReady(absl::Duration patience);

  // Fast shutdown; after `patience` an immediate one. Returns when the process has ended.
  void Stop(absl::Duration patience);

  // 0 while none runs.
  pid_t pid() const;
  // How often it was started again after it had been ready.
  int64_t restarts() const;

 private:
  void KeepRunning();
  // Starts the process and waits for its end; the lock is held but while it runs. Returns how long it ran.
  absl::Duration RunOnce(std::unique_lock<std::mutex>& lock);

  Options options_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  pid_t pid_ = 0;
  bool stopping_ = false;
  bool ended_ = false;  // the thread has given up or was stopped
  bool was_ready_ = false;
  int64_t restarts_ = 0;
  std::thread thread_;
};

}  // namespace pipewright::postgres
