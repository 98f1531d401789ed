// Who gets into the embedded cluster, as what, and what becomes of folders from before there were passwords.
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "infrastructure/postgres/connection/libpq.h"
#include "infrastructure/postgres/embedded/binaries.h"
#include "infrastructure/postgres/embedded/cluster.h"
#include "infrastructure/postgres/embedded/cluster_setup.h"
#include "infrastructure/postgres/embedded/process.h"
#include "infrastructure/postgres/schema/migrator.h"
#include "tests/support/await.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/throwaway_folder.h"

namespace pipewright::postgres {
namespace {

using testing::AdminConnection;
using testing::ThrowawayFolder;

std::unique_ptr<EmbeddedCluster> StartOrFail(const std::string& data_dir) {
  auto cluster = EmbeddedCluster::Start({.data_dir = data_dir, .durable = false});
  INFO(cluster.status().message());
  REQUIRE(cluster.ok());
  return *std::move(cluster);
}

std::string Ask(const std::string& url, const std::string& sql) { return AdminConnection(url).Ask(sql); }

bool LetsIn(const std::string& url, const std::string& role, const std::string& more) {
  return Connect(absl::StrCat(url, " ", ConnectionParameter("user", role), " ", more)).ok();
}

TEST_CASE("an embedded cluster lets nobody in without the role's password, and nobody as its superuser", "[attack]") {
  const ThrowawayFolder folder;
  const auto cluster = StartOrFail(folder.path());
  for (const std::string& url : {cluster->owner_url(), cluster->owner_url("postgres")}) {
    for (const char* const role : {"pipewright_owner", "pipewright_app"}) {
      INFO(role);
      CHECK(LetsIn(url, role, ""));
      CHECK_FALSE(LetsIn(url, role, "passfile=/nowhere"));
      CHECK_FALSE(LetsIn(url, role, "passfile=/nowhere password=''"));
      CHECK_FALSE(LetsIn(url, role, "passfile=/nowhere password=postgres"));
    }
    for (const char* const role : {kSuperuser, "postgres", "pipewright_directory", "pipewright_tables"}) {
      INFO(role);
      CHECK_FALSE(LetsIn(url, role, ""));
      CHECK_FALSE(LetsIn(url, role, "password=''"));
    }
  }
  CHECK_FALSE(LetsIn(cluster->owner_url(), kSuperuser, "replication=true dbname=replication"));
}

TEST_CASE("the passwords are in a file of the server's user alone, and in no URL and no file of PostgreSQL's") {
  const ThrowawayFolder folder;
  const auto cluster = StartOrFail(folder.path());
  const std::string path = folder.path() + "/passwords";
  struct stat info {};
  REQUIRE(stat(path.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
  CHECK(info.st_uid == geteuid());
  std::ifstream file(path);
  std::vector<std::string> passwords;
  for (std::string line; std::getline(file, line);) {
    if (absl::StartsWith(line, "*:*:*:")) passwords.push_back(line.substr(line.rfind(':') + 1));
  }
  REQUIRE(passwords.size() == 2);
  CHECK(passwords[0] != passwords[1]);
  for (const std::string& password : passwords) {
    CHECK(password.size() == 64);
    CHECK_FALSE(absl::StrContains(cluster->owner_url(), password));
    for (const char* const part : {"/log", "/postgres"}) {
      for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path() + part)) {
        if (!entry.is_regular_file()) continue;
        std::ifstream content(entry.path(), std::ios::binary);
        const std::string text((std::istreambuf_iterator<char>(content)), std::istreambuf_iterator<char>());
        INFO(entry.path());
        CHECK((text.find(password) == std::string::npos));
      }
    }
  }
}

TEST_CASE("passwords that are lost, open to others or another folder's don't keep a cluster from starting") {
  const ThrowawayFolder folder;
  { Ask(StartOrFail(folder.path())->owner_url(), "create table kept as select 42 as answer"); }
  const std::string path = folder.path() + "/passwords";
  REQUIRE(std::filesystem::remove(path));
  { CHECK(Ask(StartOrFail(folder.path())->owner_url(), "select answer from kept") == "42"); }
  REQUIRE(chmod(path.c_str(), 0644) == 0);
  { CHECK(Ask(StartOrFail(folder.path())->owner_url(), "select answer from kept") == "42"); }
  struct stat info {};
  REQUIRE(stat(path.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
  const std::string other(64, 'a');
  std::ofstream(path) << "*:*:*:pipewright_owner:" << other << "\n*:*:*:pipewright_app:" << other << "\n";
  const auto cluster = StartOrFail(folder.path());
  CHECK(Ask(cluster->owner_url(), "select answer from kept") == "42");
  CHECK(LetsIn(cluster->owner_url(), "pipewright_app", "password=" + other));
}

// Any role may, in PostgreSQL, so a stolen connection could shut the server out for good.
TEST_CASE("a role that changed its own password has its old one again at the next start", "[attack]") {
  const ThrowawayFolder folder;
  for (const char* const role : {"pipewright_app", "pipewright_owner"}) {
    {
      const auto cluster = StartOrFail(folder.path());
      const std::string url = absl::StrCat(cluster->owner_url(), " ", ConnectionParameter("user", role));
      Ask(url, "alter role current_user password 'stolen'");
      CHECK_FALSE(LetsIn(url, role, ""));
    }
    const auto cluster = StartOrFail(folder.path());
    CHECK(LetsIn(cluster->owner_url(), role, ""));
    CHECK_FALSE(LetsIn(cluster->owner_url(), role, "password=stolen"));
    CHECK_FALSE(LetsIn(cluster->owner_url(), kSuperuser, ""));
  }
}

TEST_CASE("a set-up that was cut off is done again") {
  const ThrowawayFolder folder;
  { StartOrFail(folder.path()); }
  REQUIRE(std::filesystem::remove(folder.path() + "/postgres/pipewright.setup"));
  const auto cluster = StartOrFail(folder.path());
  CHECK(Ask(cluster->owner_url(), "select 1") == "1");
  CHECK_FALSE(LetsIn(cluster->owner_url(), kSuperuser, ""));
}

// Each of them makes a superuser of whoever may do it, or gives the machine away.
constexpr const char* kClimbs[] = {
    "alter role pipewright_owner superuser",
    "alter role pipewright_app superuser",
    "alter role pipewright_superuser password 'x'",
    "create role climber login",
    "grant pg_execute_server_program to pipewright_owner",
    "grant pg_read_server_files to pipewright_owner",
    "grant pg_write_server_files to pipewright_owner",
    "grant pipewright_superuser to pipewright_owner",
    "set role pipewright_superuser",
    "set session authorization pipewright_superuser",
    "copy (select 1) to program 'id'",
    "copy (select 1) to '/tmp/pipewright-climb'",
    "create table files (line text); copy files from '/etc/passwd'",
    "select pg_read_file('postgresql.conf')",
    "select pg_ls_dir('.')",
    "select lo_import('/etc/passwd')",
    "alter system set archive_command = 'id'",
    "create function climb() returns language_handler language c as '$libdir/plpgsql', 'plpgsql_call_handler'",
    "create function climb() returns int language internal as 'pg_backend_pid'",
    "create extension file_fdw",
    "load 'auto_explain'",
    "create function climb() returns event_trigger language plpgsql as 'begin end'; create event trigger climb on "
    "ddl_command_start execute function climb()",
    "create subscription climb connection '' publication x with (connect = false)",
    "update pg_authid set rolsuper = true",
    "select rolpassword from pg_authid",
    "create or replace function pg_catalog.now() returns timestamptz language sql as 'select null::timestamptz'",
};

TEST_CASE("the owner of an embedded cluster is no superuser, and no way leads there", "[attack]") {
  const ThrowawayFolder folder;
  const auto cluster = StartOrFail(folder.path());
  testing::MigrateDatabase(cluster->owner_url());
  for (const std::string& url : {cluster->owner_url(), cluster->app_url()}) {
    for (const char* const climb : kClimbs) {
      INFO(climb);
      const auto connection = Connect(url);
      REQUIRE(connection.ok());
      CHECK_FALSE(ExecuteScript(connection->get(), climb).ok());
    }
  }
  CHECK(Ask(cluster->owner_url(), "select string_agg(rolname, ' ') from pg_roles where rolsuper") == kSuperuser);
  CHECK(Ask(cluster->owner_url(),
            "select string_agg(rolname, ' ') from pg_roles where (rolcreaterole or rolreplication or rolbypassrls or "
            "rolcreatedb) and not rolsuper") == "pipewright_owner");
}

// A data folder as the first versions made it: the superuser owned everything, and whoever got to the socket came in.
void MakeFormerFolder(const std::string& data_dir, const std::string& script) {
  const auto user = ServerUser();
  const auto binaries = FindPostgresBinaries(0);
  REQUIRE((user.ok() && binaries.ok()));
  for (const char* const part : {"/postgres", "/run"}) {
    const std::string path = data_dir + part;
    REQUIRE(mkdir(path.c_str(), 0700) == 0);
    if (user->has_value()) REQUIRE(chown(path.c_str(), (*user)->uid, (*user)->gid) == 0);
  }
  const std::string pgdata = data_dir + "/postgres";
  const auto made = Run({binaries->initdb, "--pgdata", pgdata, "--username", "pipewright_owner", "--encoding=UTF8",
                         "--locale=C", "--auth-local=trust", "--auth-host=reject", "--no-sync"},
                        *user);
  REQUIRE((made.ok() && made->exit_code == 0));
  const auto server = Spawn({.argv = {binaries->postgres, "-D", pgdata, "-c", "listen_addresses=", "-c",
                                      "unix_socket_directories=" + data_dir + "/run"},
                             .user = *user});
  REQUIRE(server.ok());
  const std::string url = absl::StrCat("host=", data_dir, "/run user=pipewright_owner dbname=");
  REQUIRE(testing::Await([&] { return PQping((url + "postgres").c_str()) == PQPING_OK; }));
  Ask(url + "postgres", "create database pipewright");
  Ask(url + "postgres", "create database reports");
  std::vector<Migration> former = KnownMigrations();
  while (!absl::EndsWith(former.back().name, "_definer_functions")) former.pop_back();
  CHECK(Migrate(url + "pipewright", former).ok());
  for (const char* const database : {"pipewright", "reports"}) {
    const auto connection = Connect(url + database);
    REQUIRE(connection.ok());
    CHECK(ExecuteScript(connection->get(), script).ok());
  }
  kill(*server, SIGINT);
  WaitFor(*server);
}

constexpr char kPeoplesOwn[] = R"(
  create schema "Own";
  create table "Own"."Table" (id bigint generated always as identity, n int, b bigserial);
  insert into "Own"."Table" (n) values (1), (2);
  create table "Own".parts (n int) partition by range (n);
  create table "Own".part partition of "Own".parts for values from (0) to (10);
  create view "Own".shown as select n from "Own"."Table";
  create materialized view "Own".kept as select n from "Own"."Table";
  create sequence "Own".counted;
  create function "Own".twice(n int) returns int language sql as 'select 2 * n';
  create procedure "Own".act() language sql as 'select 1';
  create domain "Own".small as int check (value < 10);
  create type "Own".pair as (a int, b int);
  create type "Own".word as enum ('a', 'b');
)";

TEST_CASE("a data folder whose owner was the superuser is taken over with all that is in it") {
  const ThrowawayFolder folder;
  MakeFormerFolder(folder.path(), kPeoplesOwn);
  for (int start = 0; start < 2; ++start) {
    const auto cluster = StartOrFail(folder.path());
    const auto migrated = Migrate(cluster->owner_url());
    INFO(migrated.status().message());
    REQUIRE(migrated.ok());
    CHECK(migrated->applied.empty() == (start == 1));
    CHECK(Ask(cluster->owner_url(), "select rolsuper from pg_roles where rolname = 'pipewright_owner'") == "f");
    CHECK_FALSE(LetsIn(cluster->owner_url(), "pipewright_owner", "passfile=/nowhere"));
    CHECK_FALSE(LetsIn(cluster->owner_url(), kSuperuser, ""));
    for (const char* const database : {"pipewright", "reports"}) {
      INFO(database);
      AdminConnection owner(cluster->owner_url(database));
      CHECK(owner.Ask("select pg_get_userbyid(datdba) from pg_database where datname = current_database()") ==
            "pipewright_owner");
      // What was there is there, and the owner's to change.
      CHECK(owner.Ask("select sum(n) || '/' || max(b) from \"Own\".\"Table\"") == "3/2");
      CHECK(owner.Ask("select \"Own\".twice(sum(n)::int) from \"Own\".kept") == "6");
      for (const char* const kind : {"select relowner, relname from pg_class where relnamespace",
                                     "select proowner, proname from pg_proc where pronamespace",
                                     "select typowner, typname from pg_type where typnamespace",
                                     "select nspowner, nspname from pg_namespace where oid"}) {
        CHECK(owner.Ask(absl::StrCat("select string_agg(o.name::text, ' ') from (", kind,
                                     " not in (select oid from pg_namespace where nspname ~ '^pg_' or nspname = "
                                     "'information_schema')) o (owner, name) where o.owner = 10")) == "");
      }
      owner.Ask("alter table \"Own\".\"Table\" add column c" + std::to_string(start) + " int");
      owner.Ask("refresh materialized view \"Own\".kept");
    }
    // The role the server works as reaches its tables as before.
    AdminConnection app(cluster->app_url());
    CHECK(app.Ask("select count(*) from accounts") == "0");
    CHECK_THROWS(app.Ask("select count(*) from \"Own\".\"Table\""));
  }
}

}  // namespace
}  // namespace pipewright::postgres
