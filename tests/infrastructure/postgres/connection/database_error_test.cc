#include "infrastructure/postgres/connection/database_error.h"

#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <vector>

#include "infrastructure/postgres/connection/connection.h"
#include "infrastructure/postgres/organization/custom_field_definition_store.h"
#include "infrastructure/postgres/organization/membership_table.h"
#include "infrastructure/postgres/sales/opportunity_store.h"
#include "tests/support/infrastructure/test_database.h"
#include "tests/support/status_matchers.h"

namespace pipewright::postgres {
namespace {

// What is logged as unexpected, as long as it lives.
class UnexpectedErrors {
 public:
  UnexpectedErrors() {
    SetUnexpectedErrorLog([this](const std::string& line) { lines.push_back(line); });
  }
  ~UnexpectedErrors() { SetUnexpectedErrorLog(nullptr); }
  UnexpectedErrors(const UnexpectedErrors&) = delete;
  UnexpectedErrors& operator=(const UnexpectedErrors&) = delete;

  std::vector<std::string> lines;
};

// A defect of ours: what a table must have is missing. PostgreSQL quotes the whole row in its details.
constexpr char kIncomplete[] = "insert into users (id, email) values (gen_random_uuid(), $1::text) returning id";

void CheckTellsNothing(const absl::Status& status, const UnexpectedErrors& errors) {
  CHECK(ReasonOf(status) == Reason::kInternal);
  CHECK_THAT(std::string(status.message()), !Catch::Contains("olga") && !Catch::Contains("users"));
  REQUIRE(errors.lines.size() == 1);
  CAPTURE(errors.lines[0]);
  CHECK_THAT(errors.lines[0], Catch::Contains("23502") && Catch::Contains("not-null"));
  for (const char* secret : {"olga", "insert into", "\n"}) CHECK_THAT(errors.lines[0], !Catch::Contains(secret));
}

TEST_CASE("an unexpected error is logged in one line, without the statement and the values in it") {
  auto connection = Connection::Open({testing::TestDatabase::Get().app_url(), ""}).value();
  REQUIRE(connection->PrepareSession(std::nullopt, absl::InfiniteFuture()).ok());
  SECTION("of a pipeline") {
    const UnexpectedErrors errors;
    CheckTellsNothing(connection->Pipeline({{kIncomplete, {"olga@example.com"}, nullptr}}, nullptr), errors);
  }
  SECTION("of a kept statement") {
    const UnexpectedErrors errors;
    CheckTellsNothing(connection->Read(
                          {kIncomplete, 1}, {"olga@example.com"}, [](Row) { return absl::OkStatus(); }, nullptr),
                      errors);
  }
}

TEST_CASE("an error that a caller is told about is not logged") {
  const UnexpectedErrors errors;
  DatabaseError taken;
  taken.sqlstate = "23505";
  taken.table = "contacts";
  taken.constraint = "contacts_email_key";
  CHECK(ToStatus(taken).code() == absl::StatusCode::kAlreadyExists);
  CHECK(errors.lines.empty());
}

TEST_CASE("whether a record is in use or missing is known without the words of PostgreSQL's language") {
  DatabaseError broken;
  broken.sqlstate = "23503";
  broken.table = "opportunities";
  broken.constraint = "opportunities_tenant_id_stage_id_fkey";
  broken.message = "FEHLER:  23503: Aktualisieren oder Löschen in Tabelle …";
  broken.deleting = true;
  CHECK(ReasonOf(ToStatus(broken)) == Reason::kRecordInUse);
  broken.deleting = false;
  CHECK(ReasonOf(ToStatus(broken)) == Reason::kReferenceNotFound);
}

TEST_CASE("an error names the record as the API does, whatever its table is called") {
  MembershipTable();
  OpportunityTable();
  CustomFieldDefinitionTable();
  for (const auto& [table, resource] : std::map<std::string, std::string>{
           {"memberships", "member"},
           {"opportunities", "opportunity"},
           {"opportunity_tags", "opportunity"},
           {"opportunity_custom_fields", "opportunity"},
           {"custom_field_definitions", "custom_field_definition"},
           {"users", "user"},
           {"some_statuses", "record"},
       }) {
    CAPTURE(table);
    DatabaseError error;
    error.table = table;
    error.sqlstate = "23505";
    error.constraint = table + "_email_key";
    CHECK(DetailsOf(ToStatus(error)).resource_type == resource);
    CHECK(ToStatus(error).message() == "another " + resource + " has the same email");
    error.constraint = table + "_pkey";
    CHECK(DetailsOf(ToStatus(error)).resource_type == resource);
    error.sqlstate = kStaleVersion;
    error.detail = "an id";
    CHECK(DetailsOf(ToStatus(error)).resource_type == resource);
    error.sqlstate = "23514";
    CHECK(DetailsOf(ToStatus(error)).preconditions.at(0).subject == resource);
    error.sqlstate = "23503";
    error.deleting = true;
    CHECK(DetailsOf(ToStatus(error)).preconditions.at(0).subject == resource);
  }
}

TEST_CASE("a lock that is not had in time is no defect: another try may get it") {
  const UnexpectedErrors errors;
  const absl::Status status = ToStatus({.sqlstate = "55P03"});
  CHECK(status.code() == absl::StatusCode::kUnavailable);
  CHECK(DetailsOf(status).retry_delay.has_value());
  CHECK(errors.lines.empty());
}

}  // namespace
}  // namespace pipewright::postgres
