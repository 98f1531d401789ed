#include "infrastructure/postgres/embedded/supervisor.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "application/shared/call/guarded.h"

namespace pipewright::postgres {
namespace {

constexpr absl::Duration kShortestRestartPause = absl::Milliseconds(50);
// A first start is given up at some time; what may pass by itself has ten seconds for that.
constexpr absl::Duration kFirstStartPause = absl::Milliseconds(500);
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

absl::Duration RestartPause(int early_ends) {
  if (early_ends <= 0) return absl::ZeroDuration();
  absl::Duration pause = kShortestRestartPause;
  for (int i = 1; i < early_ends && pause < kLongestRestartPause; ++i) pause *= 2;
  return std::min(pause, kLongestRestartPause);
}

PostgresSupervisor::PostgresSupervisor(Options options) : options_(std::move(options)) {
  options_.spawn.parent_death_signal = SIGINT;
  thread_ = std::thread([this] { KeepRunning(); });
}

PostgresSupervisor::~PostgresSupervisor() {
  Stop(absl::Seconds(60));
  if (thread_.joinable()) {
    thread_.join();
  }
}

absl::Duration PostgresSupervisor::RunOnce(std::unique_lock<std::mutex>& lock) {
  lock.unlock();
  static_cast<void>(Guarded([this] {
    options_.before_start();
    return absl::OkStatus();
  }));
  // A disk without room for this file must not keep the server from being tried.
  const int log = open(options_.log_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  options_.spawn.output_fd = log;
  lock.lock();
  // From here on Stop() sees the process, or keeps it from being started.
  if (stopping_) {
    if (log >= 0) close(log);
    return absl::ZeroDuration();
  }
  const absl::Time start = absl::Now();
  const absl::StatusOr<pid_t> started = Guarded([this] { return Spawn(options_.spawn); });
  if (log >= 0) close(log);
  if (!started.ok()) return absl::ZeroDuration();
  pid_ = *started;
  changed_.notify_all();
  lock.unlock();
  WaitFor(*started);
  lock.lock();
  pid_ = 0;
  changed_.notify_all();
  return absl::Now() - start;
}

void PostgresSupervisor::KeepRunning() {
  std::unique_lock lock(mutex_);
  int early_ends = 0;
  while (!stopping_) {
    const absl::Duration lived = RunOnce(lock);
    if (stopping_ || (!was_ready_ && ++early_ends >= kFirstStartTries)) break;
    absl::Duration pause = kFirstStartPause;
    if (was_ready_) {
      early_ends = lived >= kGoodHealth ? 0 : early_ends + 1;
      pause = RestartPause(early_ends - 1);
      ++restarts_;
    }
    changed_.wait_for(lock, absl::ToChronoMilliseconds(pause), [this] { return stopping_; });
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
      const PGPing answer = PQping(options_.ping_url.c_str());
      lock.lock();
      if (answer == PQPING_OK && pid_ == asked) {
        was_ready_ = true;
        return absl::OkStatus();
      }
    }
    changed_.wait_for(lock, kPingEvery, [this] { return ended_; });
  }
  return absl::UnavailableError(absl::StrCat("The embedded PostgreSQL doesn't start. ",
                                             LastComplaint(options_.log_file), " See ", options_.log_file,
                                             " and the log folder beside it."));
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

int64_t PostgresSupervisor::restarts() const {
  const std::lock_guard lock(mutex_);
  return restarts_;
}

}  // namespace pipewright::postgres
