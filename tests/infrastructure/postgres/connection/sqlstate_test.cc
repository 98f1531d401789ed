#include "infrastructure/postgres/connection/sqlstate.h"

#include <glob.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "domain/shared/errors.h"
#include "infrastructure/postgres/connection/connection.h"
#include "infrastructure/postgres/connection/database_error.h"
#include "tests/support/infrastructure/test_database.h"
#include "tests/support/status_matchers.h"

namespace pipewright::postgres {
namespace {

using absl::StatusCode;

// The classes of PostgreSQL 15.
constexpr absl::string_view kClasses[] = {"00", "01", "02", "03", "08", "09", "0A", "0B", "0F", "0L", "0P",
                                          "0Z", "20", "21", "22", "23", "24", "25", "26", "27", "28", "2B",
                                          "2D", "2F", "34", "38", "39", "3B", "3D", "3F", "40", "42", "44",
                                          "53", "54", "55", "57", "58", "72", "F0", "HV", "P0", "XX"};

// What isn't INTERNAL: a class, or a code that differs from its class.
const std::map<std::string, StatusCode>& Expected() {
  static const auto* const expected = new std::map<std::string, StatusCode>{{"08", StatusCode::kUnavailable},
                                                                            {"22", StatusCode::kInvalidArgument},
                                                                            {"23001", StatusCode::kFailedPrecondition},
                                                                            {"23503", StatusCode::kFailedPrecondition},
                                                                            {"23505", StatusCode::kAlreadyExists},
                                                                            {"23514", StatusCode::kFailedPrecondition},
                                                                            {"23P01", StatusCode::kFailedPrecondition},
                                                                            {"25006", StatusCode::kUnavailable},
                                                                            {"25P03", StatusCode::kUnavailable},
                                                                            {"28", StatusCode::kUnavailable},
                                                                            {"3D", StatusCode::kUnavailable},
                                                                            {"40", StatusCode::kAborted},
                                                                            {"40002", StatusCode::kInternal},
                                                                            {"40003", StatusCode::kUnavailable},
                                                                            {"53", StatusCode::kResourceExhausted},
                                                                            {"53300", StatusCode::kUnavailable},
                                                                            {"54", StatusCode::kInvalidArgument},
                                                                            {"55006", StatusCode::kUnavailable},
                                                                            {"55P03", StatusCode::kUnavailable},
                                                                            {"57", StatusCode::kUnavailable},
                                                                            {"57014", StatusCode::kCancelled},
                                                                            {"58", StatusCode::kUnavailable},
                                                                            {"72", StatusCode::kAborted},
                                                                            {"F0", StatusCode::kUnavailable},
                                                                            {"PW001", StatusCode::kAborted}};
  return *expected;
}

StatusCode ExpectedCode(const std::string& sqlstate) {
  for (const std::string& key : {sqlstate, sqlstate.substr(0, 2)}) {
    if (const auto found = Expected().find(key); found != Expected().end()) return found->second;
  }
  return StatusCode::kInternal;
}

// Every code of the PostgreSQL that is installed here, from the list that it brings along.
std::set<std::string> InstalledCodes() {
  std::set<std::string> codes;
  glob_t lists{};
  for (const char* place :
       {"/usr/share/postgresql/*/errcodes.txt", "/usr/share/pgsql/errcodes.txt", "/usr/pgsql-*/share/errcodes.txt"}) {
    if (glob(place, 0, nullptr, &lists) != 0) continue;
    for (size_t i = 0; i < lists.gl_pathc; ++i) {
      std::ifstream file(lists.gl_pathv[i]);
      for (std::string line; std::getline(file, line);) {
        if (line.size() > 5 && line[5] == ' ' && line[0] != '#' && !absl::StartsWith(line, "Sect")) {
          codes.insert(line.substr(0, 5));
        }
      }
    }
    globfree(&lists);
  }
  return codes;
}

TEST_CASE("what every class of SQLSTATEs means was decided") {
  std::set<absl::string_view> decided;
  for (const SqlstateRule& rule : SqlstateRules()) CHECK(decided.insert(rule.prefix).second);
  for (const absl::string_view known : kClasses) {
    CAPTURE(known);
    CHECK(decided.contains(known));
  }
  for (const std::string& code : InstalledCodes()) {
    CAPTURE(code);
    CHECK(decided.contains(code.substr(0, 2)));
  }
}

TEST_CASE("every SQLSTATE of PostgreSQL gets the code that was decided, and what a person has to look at is logged") {
  std::set<std::string> codes = InstalledCodes();
  if (codes.empty()) WARN("no errcodes.txt is installed here: only the codes of this test are tried");
  for (const absl::string_view known : kClasses) codes.insert(std::string(known) + "000");
  for (const auto& [key, code] : Expected()) codes.insert(key.size() == 5 ? key : key + "000");
  for (const std::string& sqlstate : codes) {
    CAPTURE(sqlstate);
    int logged = 0;
    SetUnexpectedErrorLog([&logged](const std::string&) { ++logged; });
    const absl::Status status = ToStatus({.sqlstate = sqlstate});
    SetUnexpectedErrorLog(nullptr);
    CHECK(status.code() == ExpectedCode(sqlstate));
    CHECK(ReasonOf(status) != Reason::kUnspecified);
    if (ReasonOf(status) == Reason::kDatabaseConnectionLost) CHECK(RuleOf(sqlstate).ends_connection);
    const bool may_be_tried_again =
        status.code() == StatusCode::kUnavailable || status.code() == StatusCode::kResourceExhausted;
    CHECK(DetailsOf(status).retry_delay.has_value() == may_be_tried_again);
    if (status.code() == StatusCode::kInternal || status.code() == StatusCode::kResourceExhausted) CHECK(logged == 1);
  }
}

TEST_CASE("a connection that broke without a word is a database that is away") {
  CHECK(IsConnectionLost(""));
  CHECK(ToStatus({.sqlstate = ""}).code() == StatusCode::kUnavailable);
}

TEST_CASE("a connection that was lost is told from one that was never there") {
  for (const char* lost : {"", "08000", "08003", "08006", "08007", "25P03", "40003", "57P01", "57P02", "57P05"}) {
    CAPTURE(lost);
    const absl::Status status = ToStatus({.sqlstate = lost});
    CHECK(ReasonOf(status) == Reason::kDatabaseConnectionLost);
    CHECK_THAT(std::string(status.message()), Catch::Contains("request_id"));
    CHECK(IsConnectionLost(lost));
  }
  for (const char* away : {"08001", "08004", "25006", "28P01", "3D000", "53300", "57P03"}) {
    CAPTURE(away);
    CHECK(ReasonOf(ToStatus({.sqlstate = away})) == Reason::kDatabaseUnavailable);
  }
  CHECK(ReasonOf(Connection::Open({"host=/nowhere user=x", ""}).status()) == Reason::kDatabaseUnavailable);
}

TEST_CASE("a statement under which the server ends the connection has lost it") {
  auto connection = Connection::Open({testing::TestDatabase::Get().app_url(), ""}).value();
  REQUIRE(connection->PrepareSession(std::nullopt, absl::InfiniteFuture()).ok());
  const Sql end{"select pg_terminate_backend(pg_backend_pid())::text, pg_sleep(60)::text", 2};
  SECTION("of a pipeline") {
    CHECK(ReasonOf(connection->Pipeline({{end.text, {}, nullptr}}, nullptr)) == Reason::kDatabaseConnectionLost);
  }
  SECTION("of a kept statement") {
    const absl::Status status = connection->Read(
        end, {}, [](Row) { return absl::OkStatus(); }, nullptr);
    CHECK(ReasonOf(status) == Reason::kDatabaseConnectionLost);
  }
  CHECK(connection->broken());
}

TEST_CASE("a code of a class that nobody knows is a defect") {
  CHECK(ToStatus({.sqlstate = "ZZ123"}).code() == StatusCode::kInternal);
}

TEST_CASE("a connection to a database that only reads is given up, since another may lead to the one that writes") {
  auto connection = Connection::Open({testing::TestDatabase::Get().app_url(), ""}).value();
  REQUIRE(connection->PrepareSession(std::nullopt, absl::InfiniteFuture()).ok());
  REQUIRE(connection->Pipeline({{"set session characteristics as transaction read only", {}, nullptr}}, nullptr).ok());
  const absl::Status refused = connection->Pipeline({{"delete from idempotency_keys", {}, nullptr}}, nullptr);
  CHECK(refused.code() == StatusCode::kUnavailable);
  CHECK(ReasonOf(refused) == Reason::kDatabaseUnavailable);
  CHECK(connection->broken());
}

}  // namespace
}  // namespace pipewright::postgres
