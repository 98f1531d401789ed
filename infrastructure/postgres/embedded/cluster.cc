#include "infrastructure/postgres/embedded/cluster.h"

#include <locale.h>
#include <signal.h>
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
#include "infrastructure/postgres/embedded/cluster_setup.h"
#include "infrastructure/postgres/embedded/folders.h"
#include "infrastructure/postgres/embedded/orphans.h"
#include "infrastructure/postgres/embedded/passwords.h"
#include "infrastructure/postgres/embedded/postmaster.h"
#include "infrastructure/postgres/embedded/process.h"
#include "infrastructure/postgres/embedded/settings.h"
#include "infrastructure/postgres/embedded/supervisor.h"
#include "infrastructure/postgres/schema/migrator.h"

namespace pipewright::postgres {
namespace {

namespace fs = std::filesystem;

constexpr char kDatabase[] = "pipewright";
// A recovery after a crash is part of the start and may take a while.
constexpr absl::Duration kStartPatience = absl::Minutes(5);
constexpr absl::Duration kStopPatience = absl::Seconds(60);
// Killed processes are gone in milliseconds, unless a disk holds them.
constexpr absl::Duration kOrphanPatience = absl::Seconds(5);
// In the data folder: the passwords; and with the data: which set-up it has had.
constexpr char kPasswordFile[] = "/passwords";
constexpr char kSetupFile[] = "/pipewright.setup";

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
      binaries.initdb, "--pgdata", unfinished, "--username", kSuperuser, "--encoding=UTF8", "--locale=C",
      absl::StrCat("--lc-ctype=", CharacterType()),
      // Another file says who is let in. Should somebody start PostgreSQL without it, nobody is.
      "--auth-local=reject", "--auth-host=reject"};
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

// Where a cluster is, and what lets into it.
struct ClusterPlace {
  std::string data_dir;
  std::string socket_dir;

  // libpq finds the role's password in the file, so that the URL can be shown.
  std::string Url(const std::string& database, const std::string& role) const {
    return absl::StrCat(ConnectionParameter("host", socket_dir), " port=5432 ", ConnectionParameter("dbname", database),
                        " ", ConnectionParameter("user", role), " ",
                        ConnectionParameter("passfile", absl::StrCat(data_dir, kPasswordFile)));
  }
};

absl::Status EnsureDatabase(const std::string& url) {
  ASSIGN_OR_RETURN(const LibpqConnection connection, Connect(url));
  ASSIGN_OR_RETURN(const LibpqResult found,
                   Execute(connection.get(), "select 1 from pg_database where datname = $1", {kDatabase}));
  if (PQntuples(found.get()) == 0) {
    RETURN_IF_ERROR(ExecuteScript(connection.get(), absl::StrCat("create database ", kDatabase)));
  }
  return absl::OkStatus();
}

// What a dead server left behind and the next one would stumble over.
void ClearAway(const std::string& pgdata) {
  // PostgreSQL looks by itself whether any are left, and then doesn't start.
  static_cast<void>(EndOrphans(pgdata, kOrphanPatience));
  ForgetDeadPostmaster(pgdata);
}

class RunningCluster : public EmbeddedCluster {
 public:
  RunningCluster(FolderLock lock, ClusterPlace place, SpawnOptions spawn)
      : lock_(std::move(lock)),
        place_(std::move(place)),
        supervisor_({.spawn = std::move(spawn),
                     .ping_url = place_.Url("postgres", kOwnerRole),
                     .log_file = place_.data_dir + "/log/start.log",
                     .before_start = [pgdata = place_.data_dir + "/postgres"] { ClearAway(pgdata); }}) {}

  ~RunningCluster() override {
    supervisor_.Stop(kStopPatience);
    if (place_.socket_dir != place_.data_dir + "/run") {
      std::error_code ignored;
      fs::remove_all(place_.socket_dir, ignored);
    }
  }

  absl::Status WaitUntilReady() { return supervisor_.WaitUntilReady(kStartPatience); }
  std::string owner_url() const override { return owner_url(kDatabase); }
  std::string app_url() const override { return place_.Url(kDatabase, kAppRole); }
  std::string owner_url(const std::string& database) const override { return place_.Url(database, kOwnerRole); }
  int pid() const override { return supervisor_.pid(); }
  const ClusterPlace& place() const { return place_; }
  // Does nothing while PostgreSQL is being started again, which reads the file by itself.
  void ReadAccessAgain() const {
    if (const int running = pid(); running != 0) kill(running, SIGHUP);
  }
  int64_t restarts() const override { return supervisor_.restarts(); }

 private:
  const FolderLock lock_;
  const ClusterPlace place_;
  PostgresSupervisor supervisor_;
};

class AttachedCluster : public EmbeddedCluster {
 public:
  AttachedCluster(ClusterPlace place, int pid) : place_(std::move(place)), pid_(pid) {}
  std::string owner_url() const override { return owner_url(kDatabase); }
  std::string app_url() const override { return place_.Url(kDatabase, kAppRole); }
  std::string owner_url(const std::string& database) const override { return place_.Url(database, kOwnerRole); }
  int pid() const override { return pid_; }
  int64_t restarts() const override { return 0; }

 private:
  const ClusterPlace place_;
  const int pid_;
};

// Which of the cluster's files belong together: the passwords, and the mark of the set-up that gave the roles these.
class AccessToData {
 public:
  static absl::StatusOr<AccessToData> Prepare(const std::string& data_dir, const std::string& pgdata,
                                              const std::optional<OsUser>& user) {
    AccessToData access;
    access.pgdata_ = pgdata;
    access.user_ = user;
    ASSIGN_OR_RETURN(access.passwords_, KeepPasswords(absl::StrCat(data_dir, kPasswordFile), {kOwnerRole, kAppRole}));
    access.mark_ = SetupMark(access.passwords_);
    access.set_up_ = ReadFile(pgdata + kSetupFile) == access.mark_;
    RETURN_IF_ERROR(access.Write(access.set_up_ ? Access::kServing : Access::kSetUp));
    return access;
  }

  std::string file() const { return absl::StrCat(pgdata_, "/", kAccessFileName); }

  // With the cluster running.
  absl::Status SetUp(const RunningCluster& cluster) {
    const ClusterUrl url = [&](const std::string& database, const std::string& role) {
      return cluster.place().Url(database, role);
    };
    if (set_up_) {
      if (PasswordsWork(url, passwords_)) return absl::OkStatus();
      RETURN_IF_ERROR(Write(Access::kSetUp));
      cluster.ReadAccessAgain();
    }
    RETURN_IF_ERROR(SetUpCluster(url, passwords_));
    RETURN_IF_ERROR(Write(Access::kServing));
    cluster.ReadAccessAgain();
    RETURN_IF_ERROR(AwaitSuperuserShutOut(url));
    return WriteFile(pgdata_ + kSetupFile, mark_, user_);
  }

 private:
  AccessToData() = default;
  absl::Status Write(Access access) const { return WriteFile(file(), AccessFile(access), user_); }

  std::string pgdata_;
  std::optional<OsUser> user_;
  std::vector<RolePassword> passwords_;
  std::string mark_;
  bool set_up_ = false;
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
  ASSIGN_OR_RETURN(AccessToData access, AccessToData::Prepare(data_dir, pgdata, user));
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
                absl::StrCat("hba_file=", access.file()),
                "-c",
                absl::StrCat("unix_socket_directories=", socket_dir),
                "-c",
                "unix_socket_permissions=0700"};
  auto cluster =
      std::make_unique<RunningCluster>(std::move(lock), ClusterPlace{data_dir, socket_dir}, std::move(spawn));
  RETURN_IF_ERROR(cluster->WaitUntilReady());
  RETURN_IF_ERROR(access.SetUp(*cluster));
  RETURN_IF_ERROR(EnsureDatabase(cluster->owner_url("postgres")));
  return cluster;
}

absl::StatusOr<std::unique_ptr<EmbeddedCluster>> EmbeddedCluster::Attach(const std::string& wanted) {
  const std::string data_dir = DataDirPath(wanted);
  const std::string pgdata = data_dir + "/postgres";
  // Whoever holds the lock keeps the server running. Without a holder it was left behind, and is ending.
  const bool kept = !FolderLock::Take(data_dir).ok();
  const std::string socket_dir = kept ? RunningSocketDir(pgdata) : "";
  if (socket_dir.empty()) {
    return absl::UnavailableError(absl::StrCat("No PostgreSQL runs on the data folder ", data_dir, "."));
  }
  return std::make_unique<AttachedCluster>(ClusterPlace{data_dir, socket_dir}, RunningPostmaster(pgdata).value_or(0));
}

}  // namespace pipewright::postgres
