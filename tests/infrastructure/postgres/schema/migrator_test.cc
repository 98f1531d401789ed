#include "infrastructure/postgres/schema/migrator.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_format.h"
#include "infrastructure/postgres/connection/libpq.h"
#include "tests/support/infrastructure/test_database.h"

namespace pipewright::postgres {
namespace {

using pipewright::testing::EmptyDatabase;
using pipewright::testing::TestDatabase;

const std::vector<Migration> kOne = {
    {1, "0001_one", "create table one (n int); grant select on one to pipewright_app"}};
const std::vector<Migration> kTwo = {kOne[0], {2, "0002_two", "create table two (n int)"}};

std::string Ask(const std::string& url, const std::string& sql) {
  const auto connection = Connect(url);
  REQUIRE(connection.ok());
  const auto result = Execute(connection->get(), sql);
  INFO(result.status().message());
  REQUIRE(result.ok());
  return PQntuples(result->get()) > 0 ? CellText(*result, 0, 0) : "";
}

TEST_CASE("the migrations in the binary are numbered from one without gaps") {
  const std::vector<Migration> known = KnownMigrations();
  REQUIRE_FALSE(known.empty());
  for (const Migration& migration : known) {
    CHECK(migration.name.substr(0, 5) == absl::StrFormat("%04d_", migration.version));
  }
}

TEST_CASE("a migration runs once, and later ones continue from there") {
  const EmptyDatabase database;
  const auto first = Migrate(database.owner_url(), kOne);
  REQUIRE(first.ok());
  CHECK(first->applied == std::vector<std::string>{"0001_one"});
  const auto again = Migrate(database.owner_url(), kOne);
  REQUIRE(again.ok());
  CHECK(again->applied.empty());
  CHECK(again->version == 1);
  const auto second = Migrate(database.owner_url(), kTwo);
  REQUIRE(second.ok());
  CHECK(second->applied == std::vector<std::string>{"0002_two"});
  CHECK(Ask(database.owner_url(), "select string_agg(name, ',' order by version) from schema_migrations") ==
        "0001_one,0002_two");
}

TEST_CASE("a migration that fails leaves nothing behind and says where it failed") {
  const EmptyDatabase database;
  const std::vector<Migration> broken = {kOne[0], {2, "0002_broken", "create table half (n int);\nselect nonsense;"}};
  const auto report = Migrate(database.owner_url(), broken);
  REQUIRE_FALSE(report.ok());
  CHECK_THAT(std::string(report.status().message()), Catch::Contains("0002_broken") && Catch::Contains("line 2"));
  CHECK(Ask(database.owner_url(), "select to_regclass('half') is null") == "t");
  CHECK(Ask(database.owner_url(), "select max(version) from schema_migrations") == "1");
}

TEST_CASE("an applied migration that was edited is refused") {
  const EmptyDatabase database;
  REQUIRE(Migrate(database.owner_url(), kOne).ok());
  const std::vector<Migration> edited = {{1, "0001_one", kOne[0].sql + " "}};
  const auto report = Migrate(database.owner_url(), edited);
  CHECK(report.status().code() == absl::StatusCode::kFailedPrecondition);
  CHECK_THAT(std::string(report.status().message()), Catch::Contains("0001_one"));
}

TEST_CASE("a schema newer than the binary is refused") {
  const EmptyDatabase database;
  REQUIRE(Migrate(database.owner_url(), kTwo).ok());
  CHECK(Migrate(database.owner_url(), kOne).status().code() == absl::StatusCode::kFailedPrecondition);
  const absl::Status check = CheckSchema(database.app_url(), kOne);
  CHECK(check.code() == absl::StatusCode::kFailedPrecondition);
  CHECK_THAT(std::string(check.message()), Catch::Contains("version 2") && Catch::Contains("only 1"));
}

TEST_CASE("a server that may not migrate starts only on the schema it knows") {
  const EmptyDatabase database;
  CHECK_THAT(std::string(CheckSchema(database.app_url(), kTwo).message()), Catch::Contains("pipewrightd migrate"));
  REQUIRE(Migrate(database.owner_url(), kOne).ok());
  CHECK_THAT(std::string(CheckSchema(database.app_url(), kTwo).message()), Catch::Contains("pipewrightd migrate"));
  REQUIRE(Migrate(database.owner_url(), kTwo).ok());
  CHECK(CheckSchema(database.app_url(), kTwo).ok());
}

TEST_CASE("two servers that migrate at once do it once") {
  const EmptyDatabase database;
  std::vector<absl::StatusOr<MigrationReport>> reports(2, absl::UnknownError(""));
  std::vector<std::thread> servers;
  for (auto& report : reports) {
    servers.emplace_back([&] { report = Migrate(database.owner_url(), kTwo); });
  }
  for (std::thread& server : servers) {
    server.join();
  }
  REQUIRE(reports[0].ok());
  REQUIRE(reports[1].ok());
  CHECK(reports[0]->applied.size() + reports[1]->applied.size() == 2);
}

TEST_CASE("the migrator makes the application role without any power") {
  const EmptyDatabase database;
  REQUIRE(Migrate(database.owner_url(), kOne).ok());
  CHECK(Ask(database.owner_url(),
            "select rolcanlogin and not (rolsuper or rolbypassrls or rolcreatedb or rolcreaterole or rolinherit) "
            "from pg_roles where rolname = 'pipewright_app'") == "t");
  CHECK(Ask(database.app_url(), "select count(*) from one") == "0");
}

TEST_CASE("an owner that is no superuser and makes no roles can migrate and act as the application role") {
  const EmptyDatabase database;
  REQUIRE(Ask(database.owner_url(),
              "select rolsuper or rolcreaterole or rolreplication from pg_roles where rolname = current_user") == "f");
  const auto report = Migrate(database.owner_url());
  INFO(report.status().message());
  REQUIRE(report.ok());
  CHECK(Ask(database.owner_url(), "set role pipewright_app").empty());
}

TEST_CASE("the roles that migrations make are those that the embedded cluster has from the start") {
  std::set<std::string> made;
  const std::regex making("create role (\\w+)");
  for (const Migration& migration : KnownMigrations()) {
    for (std::sregex_iterator role(migration.sql.begin(), migration.sql.end(), making), end; role != end; ++role) {
      made.insert((*role)[1]);
    }
  }
  CHECK(made == std::set<std::string>(std::begin(kOwningRoles), std::end(kOwningRoles)));
}

TEST_CASE("a database that can't be reached, or is not there, is said in one line") {
  const auto nowhere = Migrate("host=/nowhere dbname=x user=y");
  CHECK(nowhere.status().code() == absl::StatusCode::kUnavailable);
  CHECK_THAT(std::string(nowhere.status().message()), !Catch::Contains("\n"));
  const auto missing = Connect(TestDatabase::Get().owner_url() + " dbname=missing");
  CHECK(missing.status().code() == absl::StatusCode::kUnavailable);
  CHECK_THAT(std::string(missing.status().message()),
             Catch::StartsWith("There is no database of that name") && Catch::Contains("missing"));
}

TEST_CASE("a database that only reads is not migrated, and that is said") {
  setenv("PGOPTIONS", "-c default_transaction_read_only=on", 1);
  const auto refused = Migrate(TestDatabase::Get().owner_url());
  unsetenv("PGOPTIONS");
  CHECK(refused.status().code() == absl::StatusCode::kFailedPrecondition);
  CHECK_THAT(std::string(refused.status().message()), Catch::StartsWith("The database only reads"));
}

}  // namespace
}  // namespace pipewright::postgres
