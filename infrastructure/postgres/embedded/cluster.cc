#include "infrastructure/postgres/embedded/cluster.h"

#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/connection/libpq.h"
#include "infrastructure/postgres/embedded/binaries.h"
#include "infrastructure/postgres/embedded/postmaster.h"
#include "infrastructure/postgres/embedded/process.h"
#include "infrastructure/postgres/embedded/settings.h"
#include "infrastructure/postgres/embedded/supervisor.h"
#include "infrastructure/postgres/schema/migrator.h"

namespace pipewright::postgres {
namespace {

namespace fs = std::filesystem;

constexpr char kOwnerRole[] = "pipewright_owner";
constexpr char kDatabase[] = "pipewright";
// A recovery after a crash is part of the start and may take a while.
constexpr absl::Duration kStartPatience = absl::Minutes(5);
constexpr absl::Duration kStopPatience = absl::Seconds(60);
// sockaddr_un holds 107 characters; PostgreSQL adds "/.s.PGSQL.5432".
constexpr size_t kLongestSocketDir = 107 - 14;

absl::Status Errno(const std::string& what) {
  // One line for a person, with the usual words of the system.
  return absl::ErrnoToStatus(errno, what);
}

// Held as long as this process lives, and no longer, however it ends.
class FolderLock {
 public:
  static absl::StatusOr<FolderLock> Take(const std::string& data_dir) {
    const std::string path = absl::StrCat(data_dir, "/pipewright.lock");
    FolderLock lock(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (lock.fd_ < 0) {
      return Errno(absl::StrCat("Can't write to the data folder ", data_dir));
    }
    if (flock(lock.fd_, LOCK_EX | LOCK_NB) != 0) {
      return absl::FailedPreconditionError(absl::StrCat("Another pipewrightd uses the data folder ", data_dir,
                                                        ". Stop it, or give this one another --data-dir."));
    }
    return lock;
  }
  FolderLock(FolderLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FolderLock& operator=(FolderLock&&) = delete;
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  ~FolderLock() {
    if (fd_ >= 0) {
      close(fd_);
    }
  }

 private:
  explicit FolderLock(int fd) : fd_(fd) {}
  int fd_;
};

// A folder that only the database's user may enter.
absl::Status MakePrivateFolder(const std::string& path, const std::optional<OsUser>& user) {
  if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) {
    return Errno(absl::StrCat("Can't make the folder ", path));
  }
  if (user.has_value() && chown(path.c_str(), user->uid, user->gid) != 0) {
    return Errno(absl::StrCat("Can't give the folder ", path, " to the user ", user->name));
  }
  if (chmod(path.c_str(), 0700) != 0) {
    return Errno(absl::StrCat("Can't close the folder ", path, " to others"));
  }
  return absl::OkStatus();
}

absl::Status WriteFile(const std::string& path, const std::string& text, const std::optional<OsUser>& user) {
  std::ofstream file(path, std::ios::trunc);
  file << text;
  file.close();
  if (!file || (user.has_value() && chown(path.c_str(), user->uid, user->gid) != 0)) {
    return Errno(absl::StrCat("Can't write ", path));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> MakeDataDir(const std::string& wanted, const std::optional<OsUser>& user) {
  std::error_code error;
  const std::string data_dir = fs::absolute(wanted, error).lexically_normal().string();
  // Open to pass through when PostgreSQL runs as another user; what it holds is closed.
  const mode_t before = umask(user.has_value() ? 0022 : 0077);
  fs::create_directories(data_dir, error);
  umask(before);
  if (error) {
    return absl::FailedPreconditionError(absl::StrCat("Can't make the data folder ", data_dir, " (", error.message(),
                                                      "). Give another with --data-dir."));
  }
  if (!MayEnter(data_dir, user)) {
    return absl::FailedPreconditionError(absl::StrCat(
        "The user ", user.has_value() ? user->name : "who runs pipewrightd", " may not enter the data folder ",
        data_dir, ". Open the folders above it (chmod o+x), or give another with --data-dir."));
  }
  return data_dir;
}

// The major version that made the data, 0 when there is none yet.
int DataVersion(const std::string& pgdata) {
  std::ifstream file(absl::StrCat(pgdata, "/PG_VERSION"));
  std::string line;
  int major = 0;
  return std::getline(file, line) && absl::SimpleAtoi(line, &major) ? major : 0;
}

// Characters are classified as Unicode where the system can; the order is always that of code points, which no update
// of a locale library can change under an index.
std::string CharacterType() {
  if (const locale_t unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr); unicode != nullptr) {
    freelocale(unicode);
    return "C.UTF-8";
  }
  return "C";
}

// The line in which initdb says what is wrong.
std::string Complaint(const std::string& output) {
  std::string complaint = "initdb failed without a word";
  for (const absl::string_view line : absl::StrSplit(output, '\n', absl::SkipWhitespace())) {
    if (absl::StrContains(line, "error:") || absl::StrContains(line, "FATAL:") || absl::StrContains(line, "denied")) {
      return std::string(absl::StripAsciiWhitespace(line));
    }
    complaint = std::string(absl::StripAsciiWhitespace(line));
  }
  return complaint;
}

// Made under another name and renamed, so a kill in between leaves no half-made cluster in place.
absl::Status InitializeData(const PostgresBinaries& binaries, const std::string& pgdata,
                            const std::optional<OsUser>& user, bool durable) {
  const std::string unfinished = absl::StrCat(pgdata, ".unfinished");
  std::error_code error;
  fs::remove_all(unfinished, error);
  RETURN_IF_ERROR(MakePrivateFolder(unfinished, user));
  std::vector<std::string> argv = {
      binaries.initdb, "--pgdata", unfinished, "--username", kOwnerRole, "--encoding=UTF8", "--locale=C",
      absl::StrCat("--lc-ctype=", CharacterType()),
      // The socket's folder is the lock; over TCP nobody is let in, even if somebody opened a port.
      "--auth-local=trust", "--auth-host=reject"};
  argv.emplace_back(durable ? "--data-checksums" : "--no-sync");
  ASSIGN_OR_RETURN(const FinishedProcess initdb, Run(argv, user));
  if (initdb.exit_code != 0) {
    return absl::UnavailableError(absl::StrCat("Can't make a database in ", pgdata, ": ", Complaint(initdb.output)));
  }
  RETURN_IF_ERROR(WriteFile(absl::StrCat(unfinished, "/postgresql.conf"), OperatorFile(), user));
  fs::rename(unfinished, pgdata, error);
  if (error) {
    return absl::UnavailableError(absl::StrCat("Can't rename ", unfinished, ": ", error.message()));
  }
  return absl::OkStatus();
}

// In the data folder where the path will do for a socket (short, and no list separator in it), else a fresh one in
// /tmp.
absl::StatusOr<std::string> MakeSocketDir(const std::string& data_dir, const std::optional<OsUser>& user) {
  std::string folder = absl::StrCat(data_dir, "/run");
  if (folder.size() > kLongestSocketDir || folder.find_first_of(",\"") != std::string::npos) {
    folder = "/tmp/pipewright-XXXXXX";
    if (mkdtemp(folder.data()) == nullptr) {
      return Errno("Can't make a folder for the socket in /tmp");
    }
  }
  RETURN_IF_ERROR(MakePrivateFolder(folder, user));
  return folder;
}

std::string Url(const std::string& socket_dir, const std::string& database, const std::string& role) {
  return absl::StrCat(ConnectionParameter("host", socket_dir), " port=5432 ", ConnectionParameter("dbname", database),
                      " ", ConnectionParameter("user", role));
}

absl::Status EnsureDatabase(const std::string& url) {
  ASSIGN_OR_RETURN(const LibpqConnection connection, Connect(url));
  ASSIGN_OR_RETURN(const LibpqResult found,
                   Execute(connection.get(), "select 1 from pg_database where datname = $1", {kDatabase}));
  if (PQntuples(found.get()) == 0) {
    RETURN_IF_ERROR(ExecuteScript(connection.get(), absl::StrCat("create database ", kDatabase)));
  }
  return absl::OkStatus();
}

class RunningCluster : public EmbeddedCluster {
 public:
  RunningCluster(FolderLock lock, const std::string& data_dir, std::string socket_dir, SpawnOptions spawn)
      : lock_(std::move(lock)),
        temporary_socket_dir_(socket_dir != data_dir + "/run"),
        socket_dir_(std::move(socket_dir)),
        supervisor_({.spawn = std::move(spawn),
                     .ping_url = Url(socket_dir_, "postgres", kOwnerRole),
                     .log_file = data_dir + "/log/start.log",
                     .before_start = [pgdata = data_dir + "/postgres"] { ForgetDeadPostmaster(pgdata); }}) {}

  ~RunningCluster() override {
    supervisor_.Stop(kStopPatience);
    if (temporary_socket_dir_) {
      std::error_code ignored;
      fs::remove_all(socket_dir_, ignored);
    }
  }

  absl::Status WaitUntilReady() { return supervisor_.WaitUntilReady(kStartPatience); }
  std::string owner_url() const override { return owner_url(kDatabase); }
  std::string app_url() const override { return Url(socket_dir_, kDatabase, kAppRole); }
  std::string owner_url(const std::string& database) const override { return Url(socket_dir_, database, kOwnerRole); }
  int pid() const override { return supervisor_.pid(); }
  int64_t restarts() const override { return supervisor_.restarts(); }

 private:
  const FolderLock lock_;
  const bool temporary_socket_dir_;
  const std::string socket_dir_;
  PostgresSupervisor supervisor_;
};

class AttachedCluster : public EmbeddedCluster {
 public:
  AttachedCluster(std::string socket_dir, int pid) : socket_dir_(std::move(socket_dir)), pid_(pid) {}
  std::string owner_url() const override { return owner_url(kDatabase); }
  std::string app_url() const override { return Url(socket_dir_, kDatabase, kAppRole); }
  std::string owner_url(const std::string& database) const override { return Url(socket_dir_, database, kOwnerRole); }
  int pid() const override { return pid_; }
  int64_t restarts() const override { return 0; }

 private:
  const std::string socket_dir_;
  const int pid_;
};

}  // namespace

std::string DefaultDataDir() {
  if (geteuid() == 0) {
    return "/var/lib/pipewright";
  }
  if (const char* data_home = std::getenv("XDG_DATA_HOME"); data_home != nullptr && data_home[0] == '/') {
    return absl::StrCat(data_home, "/pipewright");
  }
  const char* home = std::getenv("HOME");
  return absl::StrCat(home != nullptr ? home : ".", "/.local/share/pipewright");
}

absl::StatusOr<std::unique_ptr<EmbeddedCluster>> EmbeddedCluster::Start(const EmbeddedClusterOptions& options) {
  ASSIGN_OR_RETURN(const std::optional<OsUser> user, ServerUser());
  ASSIGN_OR_RETURN(const std::string data_dir, MakeDataDir(options.data_dir, user));
  const std::string pgdata = absl::StrCat(data_dir, "/postgres");
  const std::string log_dir = absl::StrCat(data_dir, "/log");
  ASSIGN_OR_RETURN(FolderLock lock, FolderLock::Take(data_dir));
  ASSIGN_OR_RETURN(const PostgresBinaries binaries, FindPostgresBinaries(DataVersion(pgdata)));
  RETURN_IF_ERROR(StopLeftoverPostmaster(pgdata, kStopPatience));
  RETURN_IF_ERROR(MakePrivateFolder(log_dir, user));
  if (DataVersion(pgdata) == 0) {
    RETURN_IF_ERROR(InitializeData(binaries, pgdata, user, options.durable));
  }
  RETURN_IF_ERROR(WriteFile(
      absl::StrCat(pgdata, "/", kSettingsFileName),
      SettingsFile({.durable = options.durable, .max_connections = options.max_connections, .log_dir = log_dir}),
      user));
  ASSIGN_OR_RETURN(const std::string socket_dir, MakeSocketDir(data_dir, user));

  SpawnOptions spawn;
  spawn.user = user;
  // What must hold whatever the operator's file says. The data folder stands as an argument of its own: it is how a
  // leftover server is recognised.
  spawn.argv = {binaries.postgres,
                "-D",
                pgdata,
                "-c",
                "listen_addresses=",
                "-c",
                "port=5432",
                "-c",
                absl::StrCat("unix_socket_directories=", socket_dir),
                "-c",
                "unix_socket_permissions=0700"};
  auto cluster = std::make_unique<RunningCluster>(std::move(lock), data_dir, socket_dir, std::move(spawn));
  RETURN_IF_ERROR(cluster->WaitUntilReady());
  RETURN_IF_ERROR(EnsureDatabase(cluster->owner_url("postgres")));
  return cluster;
}

absl::StatusOr<std::unique_ptr<EmbeddedCluster>> EmbeddedCluster::Attach(const std::string& data_dir) {
  std::error_code error;
  const std::string pgdata = fs::absolute(data_dir, error).lexically_normal().string() + "/postgres";
  // Whoever holds the lock keeps the server running. Without a holder it was left behind, and is ending.
  const bool kept = !FolderLock::Take(data_dir).ok();
  const std::string socket_dir = kept ? RunningSocketDir(pgdata) : "";
  if (socket_dir.empty()) {
    return absl::UnavailableError(absl::StrCat("No PostgreSQL runs on the data folder ", data_dir, "."));
  }
  return std::make_unique<AttachedCluster>(socket_dir, RunningPostmaster(pgdata).value_or(0));
}

}  // namespace pipewright::postgres
