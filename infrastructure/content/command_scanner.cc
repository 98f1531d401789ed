#include "infrastructure/content/command_scanner.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright::content {
namespace {

using collaboration::ScanVerdict;

constexpr absl::Duration kLook = absl::Milliseconds(200);  // at whether the caller has gone

absl::Status NoVerdict() {
  return Unavailable(Reason::kScannerUnavailable,
                     "all bytes are there, but the content scanner gave no verdict: try again with no more of them",
                     absl::Seconds(30));
}

absl::Status CallerGone() {
  ErrorDetails details;
  details.reason = Reason::kCancelled;
  return MakeError(absl::StatusCode::kCancelled, "the caller cancelled the call", details);
}

bool IsProgram(const std::string& path) { return access(path.c_str(), X_OK) == 0; }

// Empty when there is none.
std::string FindProgram(const std::string& name) {
  if (name.find('/') != std::string::npos) return IsProgram(name) ? name : "";
  const char* const path = std::getenv("PATH");
  for (const absl::string_view folder : absl::StrSplit(path == nullptr ? "" : path, ':', absl::SkipEmpty())) {
    std::string candidate = absl::StrCat(folder, "/", name);
    if (IsProgram(candidate)) return candidate;
  }
  return "";
}

// A running program; ended with this.
class Child {
 public:
  // `input`: its standard input.
  Child(const std::vector<std::string>& argv, int input) {
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    sigset_t signals;
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes, &signals);  // the server's threads block some
    sigfillset(&signals);
    posix_spawnattr_setsigdefault(&attributes, &signals);
    std::vector<char*> arguments;
    arguments.reserve(argv.size() + 1);
    for (const std::string& word : argv) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    if (posix_spawn(&pid_, argv[0].c_str(), &files, &attributes, arguments.data(), environ) != 0) pid_ = -1;
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    // By number: the header of glibc 2.36 declares pidfd_open for C alone.
    if (pid_ > 0) end_ = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
  }
  ~Child() {
    if (pid_ > 0) {
      kill(-pid_, SIGKILL);  // with what it has started
      waitpid(pid_, nullptr, 0);
    }
    if (end_ >= 0) close(end_);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  bool runs() const { return pid_ > 0 && end_ >= 0; }
  // Readable once it has ended.
  int end() const { return end_; }
  // After its end.
  int Wait() {
    int status = 0;
    if (waitpid(std::exchange(pid_, -1), &status, 0) < 0 || !WIFEXITED(status)) return -1;
    return WEXITSTATUS(status);
  }

 private:
  pid_t pid_ = -1;
  int end_ = -1;
};

}  // namespace

absl::StatusOr<std::unique_ptr<CommandScanner>> CommandScanner::Make(absl::string_view command,
                                                                     absl::Duration patience) {
  std::vector<std::string> argv = absl::StrSplit(command, ' ', absl::SkipEmpty());
  const std::string program = argv.empty() ? "" : FindProgram(argv[0]);
  if (program.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--content-scanner must begin with a program that can be run, and is \"", command, "\"."));
  }
  argv[0] = program;
  return std::unique_ptr<CommandScanner>(new CommandScanner(std::move(argv), patience));
}

absl::StatusOr<ScanVerdict> CommandScanner::Scan(const RequestContext& context,
                                                 absl::FunctionRef<absl::StatusOr<std::string>()> next) {
  // A pair of sockets, since writing into a pipe that nobody reads would be a signal.
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return NoVerdict();
  int input = ends[0];
  const absl::Cleanup close_input = [&input] {
    if (input >= 0) close(input);
  };
  Child child(argv_, ends[1]);
  close(ends[1]);
  if (!child.runs()) return NoVerdict();
  const absl::Time end = absl::Now() + patience_;
  std::string piece;
  size_t sent = 0;
  for (;;) {
    if (input >= 0 && sent == piece.size()) {
      ASSIGN_OR_RETURN(piece, next());
      sent = 0;
      if (piece.empty()) close(std::exchange(input, -1));  // that was all
    }
    if (context.cancellation->cancelled()) return CallerGone();
    const absl::Duration left = end - absl::Now();
    if (left <= absl::ZeroDuration()) return NoVerdict();
    pollfd events[] = {{.fd = child.end(), .events = POLLIN, .revents = 0},
                       {.fd = input, .events = POLLOUT, .revents = 0}};
    if (poll(events, 2, static_cast<int>(absl::ToInt64Milliseconds(std::min(left, kLook))) + 1) < 0 && errno != EINTR) {
      return NoVerdict();
    }
    if (events[0].revents != 0) break;
    if (input < 0 || events[1].revents == 0) continue;
    const ssize_t written = send(input, piece.data() + sent, piece.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (written > 0) {
      sent += static_cast<size_t>(written);
    } else if (errno != EAGAIN && errno != EINTR) {
      close(std::exchange(input, -1));  // it has seen enough
    }
  }
  switch (child.Wait()) {
    case 0:
      return ScanVerdict::kClean;
    case 1:
      return ScanVerdict::kInfected;
    default:
      return NoVerdict();
  }
}

}  // namespace pipewright::content
