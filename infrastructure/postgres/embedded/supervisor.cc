#include "infrastructure/postgres/embedded/supervisor.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "application/shared/call/guarded.h"

namespace pipewright::postgres {
namespace {

// Processes of a killed server need a moment to notice that it is gone; until then a new one refuses to start. So
// several tries, half a second apart.
constexpr int kStartTries = 20;
constexpr std::chrono::milliseconds kRetryAfter(500);
constexpr std::chrono::milliseconds kPingEvery(20);

// The last complaint in what PostgreSQL said, for the error message.
std::string LastComplaint(const std::string& log_file) {
  std::ifstream file(log_file);
  std::string line;
  std::string complaint;
  while (std::getline(file, line)) {
    if (absl::StrContains(line, "FATAL:") || absl::StrContains(line, "PANIC:")) {
      complaint = line;
    }
  }
  return complaint;
}

}  // namespace

PostgresSupervisor::PostgresSupervisor(SpawnOptions spawn, std::string ping_url, std::string log_file)
    : spawn_(std::move(spawn)), ping_url_(std::move(ping_url)), log_file_(std::move(log_file)) {
  spawn_.parent_death_signal = SIGINT;
  thread_ = std::thread([this] { KeepRunning(); });
}

PostgresSupervisor::~PostgresSupervisor() {
  Stop(absl::Seconds(60));
  if (thread_.joinable()) {
    thread_.join();
  }
}

void PostgresSupervisor::KeepRunning() {
  std::unique_lock lock(mutex_);
  while (!stopping_ && failed_starts_ < kStartTries) {
    const int log = open(log_file_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    spawn_.output_fd = log;
    const absl::StatusOr<pid_t> started = Guarded([this] { return Spawn(spawn_); });
    if (log >= 0) {
      close(log);
    }
    if (started.ok()) {
      pid_ = *started;
      changed_.notify_all();
      lock.unlock();
      WaitFor(*started);
      lock.lock();
      pid_ = 0;
    }
    // One that had been serving is started again at once, and as often as it takes.
    failed_starts_ = ready_ ? 0 : failed_starts_ + 1;
    const bool at_once = std::exchange(ready_, false);
    changed_.notify_all();
    if (!at_once) {
      changed_.wait_for(lock, kRetryAfter, [this] { return stopping_; });
    }
  }
  ended_ = true;
  changed_.notify_all();
}

absl::Status PostgresSupervisor::WaitUntilReady(absl::Duration patience) {
  const absl::Time end = absl::Now() + patience;
  std::unique_lock lock(mutex_);
  while (!ended_ && absl::Now() < end) {
    if (pid_ != 0) {
      const pid_t asked = pid_;
      lock.unlock();
      const PGPing answer = PQping(ping_url_.c_str());
      lock.lock();
      if (answer == PQPING_OK && pid_ == asked) {
        ready_ = true;
        return absl::OkStatus();
      }
    }
    changed_.wait_for(lock, kPingEvery, [this] { return ended_; });
  }
  return absl::UnavailableError(absl::StrCat("The embedded PostgreSQL doesn't start. ", LastComplaint(log_file_),
                                             " See ", log_file_, " and the log folder beside it."));
}

void PostgresSupervisor::Stop(absl::Duration patience) {
  std::unique_lock lock(mutex_);
  stopping_ = true;
  changed_.notify_all();
  // The process is reaped only by our thread, which needs the lock to tell: so pid_ can't be somebody else's yet.
  if (pid_ != 0) {
    kill(pid_, SIGINT);
  }
  if (!changed_.wait_for(lock, absl::ToChronoMilliseconds(patience), [this] { return ended_; })) {
    if (pid_ != 0) {
      kill(pid_, SIGQUIT);
    }
    changed_.wait(lock, [this] { return ended_; });
  }
}

pid_t PostgresSupervisor::pid() const {
  const std::lock_guard lock(mutex_);
  return pid_;
}

}  // namespace pipewright::postgres
