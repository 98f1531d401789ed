#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "infrastructure/postgres/connection/libpq.h"
#include "infrastructure/postgres/embedded/binaries.h"
#include "infrastructure/postgres/embedded/cluster.h"
#include "infrastructure/postgres/embedded/orphans.h"
#include "infrastructure/postgres/embedded/postmaster.h"
#include "infrastructure/postgres/embedded/process.h"
#include "infrastructure/postgres/embedded/supervisor.h"
#include "tests/support/await.h"
#include "tests/support/infrastructure/throwaway_folder.h"

namespace pipewright::postgres {
namespace {

using pipewright::testing::ThrowawayFolder;

std::unique_ptr<EmbeddedCluster> StartOrFail(const std::string& data_dir, bool durable = false) {
  auto cluster = EmbeddedCluster::Start({.data_dir = data_dir, .durable = durable});
  INFO(cluster.status().message());
  REQUIRE(cluster.ok());
  return *std::move(cluster);
}

std::string Ask(const std::string& url, const std::string& sql) {
  const auto connection = Connect(url);
  INFO(connection.status().message());
  REQUIRE(connection.ok());
  const auto result = Execute(connection->get(), sql);
  INFO(result.status().message());
  REQUIRE(result.ok());
  return PQntuples(result->get()) > 0 ? CellText(*result, 0, 0) : "";
}

TEST_CASE("an embedded cluster keeps its data from one start to the next") {
  const ThrowawayFolder folder;
  {
    const auto cluster = StartOrFail(folder.path());
    Ask(cluster->owner_url(), "create table kept as select 42 as answer");
  }
  CHECK_FALSE(RunningPostmaster(folder.path() + "/postgres").has_value());
  const auto cluster = StartOrFail(folder.path());
  CHECK(Ask(cluster->owner_url(), "select answer from kept") == "42");
}

TEST_CASE("an embedded cluster is UTF-8, durable, and reachable only through its private socket") {
  const ThrowawayFolder folder;
  const auto cluster = StartOrFail(folder.path(), /*durable=*/true);
  const std::string url = cluster->owner_url();
  CHECK(Ask(url, "show server_encoding") == "UTF8");
  CHECK(Ask(url, "select lower('ÄÖ')") == "äö");
  CHECK(Ask(url, "show fsync") == "on");
  CHECK(Ask(url, "show synchronous_commit") == "on");
  CHECK(Ask(url, "show data_checksums") == "on");
  CHECK(Ask(url, "show recovery_init_sync_method") == "syncfs");
  CHECK(Ask(url, "show listen_addresses") == "");
  CHECK(Ask(url, "show unix_socket_permissions") == "0700");
  struct stat info {};
  for (const char* part : {"/run", "/postgres", "/log"}) {
    REQUIRE(stat((folder.path() + part).c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0700);
  }
  // PostgreSQL refuses root; the data belongs to whom it runs as.
  CHECK((geteuid() != 0 || info.st_uid != 0));
}

TEST_CASE("a data folder serves one process at a time") {
  const ThrowawayFolder folder;
  const auto cluster = StartOrFail(folder.path());
  const auto second = EmbeddedCluster::Start({.data_dir = folder.path()});
  REQUIRE(second.status().code() == absl::StatusCode::kFailedPrecondition);
  CHECK_THAT(std::string(second.status().message()), Catch::Contains("Another pipewrightd uses the data folder"));
  CHECK(Ask(cluster->owner_url(), "select 1") == "1");
}

TEST_CASE("a cluster that another process runs can be used beside it, one that nobody runs can't") {
  const ThrowawayFolder folder;
  CHECK(EmbeddedCluster::Attach(folder.path()).status().code() == absl::StatusCode::kUnavailable);
  const auto cluster = StartOrFail(folder.path());
  {
    const auto attached = EmbeddedCluster::Attach(folder.path());
    REQUIRE(attached.ok());
    CHECK((*attached)->owner_url() == cluster->owner_url());
  }
  CHECK(Ask(cluster->owner_url(), "select 1") == "1");
}

TEST_CASE("a PostgreSQL that dies is started again") {
  const ThrowawayFolder folder;
  const auto cluster = StartOrFail(folder.path(), /*durable=*/true);
  Ask(cluster->owner_url(), "create table kept as select 1");
  const int before = cluster->pid();
  REQUIRE(kill(before, SIGKILL) == 0);
  const std::string url = cluster->owner_url();
  REQUIRE(testing::Await([&] { return PQping(url.c_str()) == PQPING_OK && cluster->pid() != before; }));
  CHECK(Ask(url, "select count(*) from kept") == "1");
}

TEST_CASE("a PostgreSQL is started again as often as it dies") {
  // More often than a first start is tried, and each time soon after its start, which is what is slowest.
  constexpr int kKills = PostgresSupervisor::kFirstStartTries + 2;
  const ThrowawayFolder folder;
  const auto cluster = StartOrFail(folder.path());
  const std::string url = cluster->owner_url();
  for (int i = 0; i < kKills; ++i) {
    CAPTURE(i);
    const int before = cluster->pid();
    REQUIRE(before != 0);
    REQUIRE(kill(before, SIGKILL) == 0);
    REQUIRE(testing::Await(
        [&] { return cluster->pid() != 0 && cluster->pid() != before && PQping(url.c_str()) == PQPING_OK; }));
  }
  CHECK(cluster->restarts() >= kKills);
  CHECK(Ask(url, "select 1") == "1");
}

TEST_CASE("what a killed PostgreSQL was computing keeps neither the next one from starting nor its caller waiting") {
  const ThrowawayFolder folder;
  const auto cluster = StartOrFail(folder.path());
  const std::string url = cluster->owner_url();
  const int before = cluster->pid();
  const auto caller = Connect(url);
  REQUIRE(caller.ok());
  REQUIRE(Execute(caller->get(), "set statement_timeout = '5min'").ok());
  // Takes longer and waits for nothing, so its process doesn't notice what happens to the others.
  REQUIRE(PQsendQuery(caller->get(),
                      "select count(*) from generate_series(1, 100000) a, generate_series(1, 100000) b") == 1);
  const std::string computing = absl::StrCat("select state = 'active' and query like '%generate_series%' ",
                                             "from pg_stat_activity where pid = ", PQbackendPID(caller->get()));
  REQUIRE(testing::Await([&] { return Ask(url, computing) == "t"; }));
  REQUIRE(kill(before, SIGKILL) == 0);
  REQUIRE(testing::Await([&] { return cluster->pid() != before && PQping(url.c_str()) == PQPING_OK; }));
  while (const auto result = LibpqResult(PQgetResult(caller->get()))) {
  }
  CHECK(PQstatus(caller->get()) == CONNECTION_BAD);
}

TEST_CASE("processes of a PostgreSQL that runs aren't taken for left behind") {
  const ThrowawayFolder folder;
  const auto cluster = StartOrFail(folder.path());
  const auto caller = Connect(cluster->owner_url());
  REQUIRE(caller.ok());
  CHECK(EndOrphans(folder.path() + "/postgres", absl::Seconds(1)));
  CHECK(Execute(caller->get(), "select 1").ok());
  CHECK(cluster->restarts() == 0);
}

TEST_CASE("a PostgreSQL that ran well is started again at once, one that keeps dying after longer and longer pauses") {
  CHECK(RestartPause(0) == absl::ZeroDuration());
  CHECK(RestartPause(1) == absl::Milliseconds(50));
  CHECK(RestartPause(2) == absl::Milliseconds(100));
  CHECK(RestartPause(1'000'000) == kLongestRestartPause);
}

TEST_CASE("a PostgreSQL that can't start for a while is up again when it can") {
  const ThrowawayFolder folder;
  const auto cluster = StartOrFail(folder.path());
  const std::string url = cluster->owner_url();
  const std::string control = folder.path() + "/postgres/global/pg_control";
  // Kept away while the server is tried more often than a first start is.
  std::filesystem::rename(control, control + ".away");
  REQUIRE(kill(cluster->pid(), SIGKILL) == 0);
  REQUIRE(testing::Await([&] { return cluster->restarts() > PostgresSupervisor::kFirstStartTries; }));
  std::filesystem::rename(control + ".away", control);
  CHECK(testing::Await([&] { return PQping(url.c_str()) == PQPING_OK; }));
}

// Starts a cluster in a child process, which then lives until it is killed.
pid_t StartInChild(const std::string& data_dir, std::string* url) {
  std::array<int, 2> ready{};
  REQUIRE(pipe(ready.data()) == 0);
  const pid_t child = fork();
  if (child == 0) {
    const auto cluster = EmbeddedCluster::Start({.data_dir = data_dir, .durable = true});
    const std::string text = cluster.ok() ? (*cluster)->owner_url() : "";
    [[maybe_unused]] const ssize_t written = write(ready[1], text.data(), text.size());
    close(ready[1]);
    pause();
    _exit(0);
  }
  close(ready[1]);
  std::array<char, 512> buffer{};
  const ssize_t got = read(ready[0], buffer.data(), buffer.size());
  close(ready[0]);
  REQUIRE(got > 0);
  url->assign(buffer.data(), static_cast<size_t>(got));
  return child;
}

TEST_CASE("what was committed before the server was killed is there after the next start") {
  const ThrowawayFolder folder;
  std::string url;
  const pid_t server = StartInChild(folder.path(), &url);
  Ask(url, "create table kept (n int)");
  Ask(url, "insert into kept select generate_series(1, 100)");
  REQUIRE(kill(server, SIGKILL) == 0);
  REQUIRE(waitpid(server, nullptr, 0) == server);
  const auto cluster = StartOrFail(folder.path());
  CHECK(Ask(cluster->owner_url(), "select count(*) from kept") == "100");
}

TEST_CASE("a PostgreSQL left behind is ended before the next one starts") {
  const ThrowawayFolder folder;
  { StartOrFail(folder.path()); }
  const std::string pgdata = folder.path() + "/postgres";
  const auto user = ServerUser();
  REQUIRE(user.ok());
  const auto binaries = FindPostgresBinaries(0);
  REQUIRE(binaries.ok());
  const auto leftover = Spawn({.argv = {binaries->postgres, "-D", pgdata, "-c", "listen_addresses=", "-c",
                                        "unix_socket_directories=" + folder.path() + "/run"},
                               .user = *user});
  REQUIRE(leftover.ok());
  REQUIRE(testing::Await([&] { return RunningPostmaster(pgdata) == *leftover; }));
  const auto cluster = StartOrFail(folder.path());
  WaitFor(*leftover);
  CHECK(RunningPostmaster(pgdata) == cluster->pid());
  CHECK(Ask(cluster->owner_url(), "select 1") == "1");
}

TEST_CASE("a process number that now belongs to another program is not taken for a PostgreSQL") {
  const ThrowawayFolder folder;
  { StartOrFail(folder.path()); }
  const std::string pgdata = folder.path() + "/postgres";
  std::ofstream(pgdata + "/postmaster.pid") << getpid() << "\n" << pgdata << "\n";
  CHECK_FALSE(RunningPostmaster(pgdata).has_value());
  const auto cluster = StartOrFail(folder.path());
  CHECK(Ask(cluster->owner_url(), "select 1") == "1");
}

TEST_CASE("a first start that was cut off is begun anew") {
  const ThrowawayFolder folder;
  std::filesystem::create_directories(folder.path() + "/postgres.unfinished/base");
  const auto cluster = StartOrFail(folder.path());
  CHECK(Ask(cluster->owner_url(), "select 1") == "1");
}

TEST_CASE("a data folder with a long path still gets a socket") {
  const ThrowawayFolder folder;
  const auto cluster = StartOrFail(folder.path() + "/" + std::string(120, 'x'));
  CHECK(Ask(cluster->owner_url(), "select 1") == "1");
}

TEST_CASE("missing PostgreSQL programs are named with the package that has them") {
  const auto missing = FindPostgresBinaries(9);
  CHECK(missing.status().code() == absl::StatusCode::kNotFound);
  CHECK_THAT(std::string(missing.status().message()), Catch::Contains("postgresql-9"));
}

TEST_CASE("an operator's setting wins over ours") {
  const ThrowawayFolder folder;
  { StartOrFail(folder.path()); }
  std::ofstream(folder.path() + "/postgres/postgresql.conf", std::ios::app) << "work_mem = 11MB\n";
  const auto cluster = StartOrFail(folder.path());
  CHECK(Ask(cluster->owner_url(), "show work_mem") == "11MB");
}

}  // namespace
}  // namespace pipewright::postgres
