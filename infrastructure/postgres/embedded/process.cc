#include "infrastructure/postgres/embedded/process.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"

namespace pipewright::postgres {
namespace {

absl::Status ErrnoStatus(const std::string& what, int error = errno) { return absl::ErrnoToStatus(error, what); }

// Closes on destruction.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() { Close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  void Close() {
    if (fd_ >= 0) {
      close(fd_);
    }
    fd_ = -1;
  }

 private:
  int fd_;
};

// In the child, between fork and exec: only calls that are safe there.
bool BecomeUser(const std::optional<OsUser>& user) {
  return !user.has_value() ||
         (setgroups(user->groups.size(), user->groups.data()) == 0 && setgid(user->gid) == 0 && setuid(user->uid) == 0);
}

// What children inherit: not the caller's PostgreSQL client settings, and messages in English.
std::vector<std::string> ChildEnvironment() {
  std::vector<std::string> kept;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    if (!absl::StartsWith(*entry, "PG") && !absl::StartsWith(*entry, "LC_") && !absl::StartsWith(*entry, "LANG")) {
      kept.emplace_back(*entry);
    }
  }
  kept.emplace_back("LC_ALL=C");
  return kept;
}

std::vector<char*> Pointers(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  pointers.reserve(strings.size() + 1);
  for (std::string& string : strings) {
    pointers.push_back(string.data());
  }
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

absl::StatusOr<std::optional<OsUser>> ServerUser() {
  if (geteuid() != 0) {
    return std::nullopt;
  }
  for (const char* name : {"postgres", "nobody"}) {
    std::array<char, 16384> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    if (getpwnam_r(name, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) {
      OsUser user{name, entry.pw_uid, entry.pw_gid, std::vector<gid_t>(64)};
      int count = static_cast<int>(user.groups.size());
      if (getgrouplist(name, entry.pw_gid, user.groups.data(), &count) < 0) {
        count = 1;
        user.groups[0] = entry.pw_gid;
      }
      user.groups.resize(static_cast<size_t>(count));
      return user;
    }
  }
  return absl::FailedPreconditionError(
      "PostgreSQL doesn't run as root, and this machine has neither a user \"postgres\" nor \"nobody\". Start "
      "pipewrightd as an ordinary user.");
}

absl::StatusOr<pid_t> Spawn(const SpawnOptions& options) {
  std::vector<std::string> arguments = options.argv;
  std::vector<std::string> variables = ChildEnvironment();
  const std::vector<char*> argv = Pointers(arguments);
  const std::vector<char*> envp = Pointers(variables);

  std::array<int, 2> report{};  // the child writes errno here when it can't exec
  if (pipe2(report.data(), O_CLOEXEC) != 0) {
    return ErrnoStatus("pipe");
  }
  Descriptor read_end(report[0]);
  Descriptor write_end(report[1]);
  const Descriptor null(open("/dev/null", O_RDWR | O_CLOEXEC));
  const int output = options.output_fd >= 0 ? options.output_fd : null.get();

  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid < 0) {
    return ErrnoStatus("fork");
  }
  if (pid == 0) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    signal(SIGPIPE, SIG_DFL);
    umask(0077);
    setsid();
    bool ready = dup2(null.get(), STDIN_FILENO) >= 0 && dup2(output, STDOUT_FILENO) >= 0 &&
                 dup2(output, STDERR_FILENO) >= 0 && chdir("/") == 0 && BecomeUser(options.user);
    if (ready && options.parent_death_signal != 0) {
      // Only now: a change of user clears it. The parent may have died before.
      ready = prctl(PR_SET_PDEATHSIG, options.parent_death_signal) == 0 && getppid() == parent;
    }
    if (ready) {
      execve(argv[0], argv.data(), envp.data());
    }
    const int error = errno;
    [[maybe_unused]] const ssize_t written = write(write_end.get(), &error, sizeof error);
    _exit(127);
  }
  write_end.Close();
  int error = 0;
  ssize_t got = 0;
  do {
    got = read(read_end.get(), &error, sizeof error);
  } while (got < 0 && errno == EINTR);
  if (got > 0) {
    WaitFor(pid);
    return ErrnoStatus(absl::StrCat("can't run ", options.argv[0]), error);
  }
  return pid;
}

int WaitFor(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) {
      return 127;
    }
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

absl::StatusOr<FinishedProcess> Run(const std::vector<std::string>& argv, const std::optional<OsUser>& user) {
  std::array<int, 2> pipe_ends{};
  if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0) {
    return ErrnoStatus("pipe");
  }
  const Descriptor read_end(pipe_ends[0]);
  Descriptor write_end(pipe_ends[1]);
  ASSIGN_OR_RETURN(const pid_t pid, Spawn({.argv = argv, .user = user, .output_fd = write_end.get()}));
  write_end.Close();
  FinishedProcess finished;
  std::array<char, 4096> buffer{};
  while (true) {
    const ssize_t got = read(read_end.get(), buffer.data(), buffer.size());
    if (got > 0) {
      finished.output.append(buffer.data(), static_cast<size_t>(got));
    } else if (got == 0 || errno != EINTR) {
      break;
    }
  }
  finished.exit_code = WaitFor(pid);
  return finished;
}

bool MayEnter(const std::string& folder, const std::optional<OsUser>& user) {
  const pid_t pid = fork();
  if (pid == 0) {
    _exit(BecomeUser(user) && chdir(folder.c_str()) == 0 ? 0 : 1);
  }
  return pid > 0 && WaitFor(pid) == 0;
}

}  // namespace pipewright::postgres
