#include "infrastructure/postgres/embedded/orphans.h"

#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "infrastructure/postgres/embedded/postmaster.h"

namespace pipewright::postgres {
namespace {

namespace fs = std::filesystem;

std::string Content(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
}

// A process of a server on that folder which holds its shared memory. So none is the server's logger, which ends by
// itself when nobody has anything to log any more, nor a program that somebody happens to run in that folder, nor a
// `postgres --single`, which a person runs.
bool HoldsMemoryOf(const std::string& process, const std::string& pgdata) {
  std::error_code error;
  if (!fs::equivalent(process + "/cwd", pgdata, error) || error) return false;
  // Of a program that was upgraded meanwhile the link ends in " (deleted)".
  const std::string program = fs::read_symlink(process + "/exe", error).filename();
  if (error || !absl::StartsWith(program, "postgres")) return false;
  if (absl::StrContains(Content(process + "/cmdline"), absl::string_view("\0--single\0", 10))) return false;
  return absl::StrContains(Content(process + "/maps"), "/SYSV");
}

// A process by a descriptor: signals reach the one that was looked at, and not another of that number. (glibc's own
// functions for it can't be called from C++ before 2.37.)
class Process {
 public:
  explicit Process(pid_t pid) : descriptor_(static_cast<int>(syscall(SYS_pidfd_open, pid, 0))) {}
  Process(Process&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Process& operator=(Process&&) = delete;
  ~Process() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  bool is_there() const { return descriptor_ >= 0; }
  void Kill() const { syscall(SYS_pidfd_send_signal, descriptor_, SIGKILL, nullptr, 0); }
  // Whether it has ended by then, its memory let go.
  bool AwaitEnd(absl::Time until) const {
    pollfd ended{.fd = descriptor_, .events = POLLIN, .revents = 0};
    const int64_t left = std::max<int64_t>(0, absl::ToInt64Milliseconds(until - absl::Now()));
    return poll(&ended, 1, static_cast<int>(left)) == 1;
  }

 private:
  int descriptor_;
};

std::vector<Process> Kill(const std::string& pgdata) {
  std::vector<Process> killed;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/proc", error)) {
    pid_t pid = 0;
    if (!absl::SimpleAtoi(entry.path().filename().string(), &pid)) continue;
    Process process(pid);  // before it is looked at
    if (!process.is_there() || !HoldsMemoryOf(entry.path(), pgdata)) continue;
    process.Kill();
    killed.push_back(std::move(process));
  }
  return killed;
}

}  // namespace

bool EndOrphans(const std::string& pgdata, absl::Duration patience) {
  const absl::Time end = absl::Now() + patience;
  while (!RunningPostmaster(pgdata).has_value()) {
    // Once more after each round: one that was just being made wasn't seen.
    const std::vector<Process> killed = Kill(pgdata);
    if (killed.empty()) return true;
    for (const Process& process : killed) {
      if (!process.AwaitEnd(end)) return false;
    }
  }
  return true;
}

}  // namespace pipewright::postgres
