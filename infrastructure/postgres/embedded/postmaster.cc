#include "infrastructure/postgres/embedded/postmaster.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"

namespace pipewright::postgres {
namespace {

std::string PidFile(const std::string& pgdata) { return absl::StrCat(pgdata, "/postmaster.pid"); }

pid_t RecordedPid(const std::string& pgdata) {
  std::ifstream file(PidFile(pgdata));
  std::string line;
  int pid = 0;
  return std::getline(file, line) && absl::SimpleAtoi(line, &pid) ? pid : 0;
}

// A process that has ended but was not reaped has an empty command line, so it counts as gone.
bool IsPostmasterOf(pid_t pid, const std::string& pgdata) {
  std::ifstream file(absl::StrCat("/proc/", pid, "/cmdline"), std::ios::binary);
  const std::string command((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const std::vector<std::string> arguments = absl::StrSplit(command, '\0');
  return absl::EndsWith(arguments[0], "/postgres") &&
         std::find(arguments.begin(), arguments.end(), pgdata) != arguments.end();
}

bool WaitUntilGone(pid_t pid, const std::string& pgdata, absl::Duration patience) {
  // Not our child, so there is nothing to wait on but the process table.
  for (const absl::Time end = absl::Now() + patience; absl::Now() < end; absl::SleepFor(absl::Milliseconds(10))) {
    if (!IsPostmasterOf(pid, pgdata)) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::optional<pid_t> RunningPostmaster(const std::string& pgdata) {
  const pid_t pid = RecordedPid(pgdata);
  if (pid <= 0 || !IsPostmasterOf(pid, pgdata)) {
    return std::nullopt;
  }
  return pid;
}

std::string RunningSocketDir(const std::string& pgdata) {
  if (!RunningPostmaster(pgdata).has_value()) {
    return "";
  }
  std::ifstream file(PidFile(pgdata));
  std::string line;
  for (int number = 0; number < 5; ++number) {
    std::getline(file, line);
  }
  return line;
}

absl::Status StopLeftoverPostmaster(const std::string& pgdata, absl::Duration patience) {
  if (const std::optional<pid_t> pid = RunningPostmaster(pgdata); pid.has_value()) {
    for (const int signal : {SIGINT, SIGQUIT}) {
      if (kill(*pid, signal) != 0 && errno == EPERM) {
        return absl::PermissionDeniedError(absl::StrCat("A PostgreSQL server (process ", *pid,
                                                        ") of another user runs on ", pgdata,
                                                        ". Start pipewrightd as that user, or stop it."));
      }
      if (WaitUntilGone(*pid, pgdata, patience)) {
        break;
      }
    }
    if (IsPostmasterOf(*pid, pgdata)) {
      return absl::UnavailableError(absl::StrCat("The PostgreSQL server that an earlier Pipewright left on ", pgdata,
                                                 " (process ", *pid, ") doesn't stop. End it and start again."));
    }
  }
  ForgetDeadPostmaster(pgdata);
  return absl::OkStatus();
}

void ForgetDeadPostmaster(const std::string& pgdata) {
  if (!RunningPostmaster(pgdata).has_value()) unlink(PidFile(pgdata).c_str());
}

}  // namespace pipewright::postgres
