// The codes of records as the store counts and keeps them, and how they came to the opportunities that were there.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "application/organization/code_series_commands.h"
#include "application/shared/commands/record_codes.h"
#include "domain/shared/repository.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/schema/migrator.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/test_database.h"
#include "tests/support/infrastructure/worlds.h"
#include "tests/support/status_matchers.h"

namespace pipewright::organization {
namespace {

using testing::FakeWorld;
using testing::PostgresWorld;

template <class World>
absl::StatusOr<std::vector<std::string>> Codes(World& world, RecordKind kind, int reserved, int taken) {
  std::vector<std::string> codes;
  RETURN_IF_ERROR(world.Run([&](UnitOfWork& uow) -> absl::Status {
    codes.clear();
    RETURN_IF_ERROR(ReserveCodes(kind, reserved, uow));
    for (int i = 0; i < taken; ++i) {
      ASSIGN_OR_RETURN(codes.emplace_back(), NextCode(kind, uow));
    }
    return absl::OkStatus();
  }));
  return codes;
}

template <class World>
absl::StatusOr<CodeSeries> Update(World& world, RecordKind entity, const std::string& prefix, int64_t width,
                                  std::optional<Etag> etag = std::nullopt) {
  UpdateCodeSeries command{entity, etag, {}};
  command.changes.prefix = Change<std::string>::Set(prefix);
  command.changes.width = Change<int64_t>::Set(width);
  return testing::RunCommand(world, CodeSeriesCommands(), command);
}

using Texts = std::vector<std::string>;

TEMPLATE_TEST_CASE("codes count on as the tenant writes them, reserved or not, each kind its own", "[contract][codes]",
                   FakeWorld, PostgresWorld) {
  TestType world;
  CHECK(Codes(world, RecordKind::kAccount, 0, 2).value() == Texts{"ACC-000001", "ACC-000002"});
  CHECK(Codes(world, RecordKind::kOpportunity, 1, 1).value() == Texts{"OPP-000001"});
  REQUIRE(Update(world, RecordKind::kAccount, "KD-", 3).ok());
  CHECK(Codes(world, RecordKind::kAccount, 2, 2).value() == Texts{"KD-003", "KD-004"});
  const auto changed = Update(world, RecordKind::kAccount, "X", 1, Etag(1));
  INFO(changed.status());
  REQUIRE(changed.ok());
  CHECK(changed->state().version == 2);
  // More than were reserved.
  CHECK(Codes(world, RecordKind::kAccount, 1, 3).value() == Texts{"X5", "X6", "X7"});
  CHECK(Codes(world, RecordKind::kVendor, 0, 1).value() == Texts{"VEN-000001"});
  CHECK(Update(world, RecordKind::kAccount, "Y", 1, Etag(1)).status().code() == absl::StatusCode::kAborted);
}

TEST_CASE("a unit of work that fails gives its codes to the next", "[codes]") {
  PostgresWorld world;
  const absl::Status failed = world.Run([&](UnitOfWork& uow) -> absl::Status {
    CHECK(NextCode(RecordKind::kVendor, uow).value() == "VEN-000001");
    return absl::InvalidArgumentError("no");
  });
  CHECK_FALSE(failed.ok());
  CHECK(Codes(world, RecordKind::kVendor, 1, 1).value() == Texts{"VEN-000001"});
}

TEST_CASE("numbers awaited when an attempt is undone are as good as others", "[codes]") {
  PostgresWorld world;
  const absl::Status done = world.Run([&](UnitOfWork& uow) -> absl::Status {
    RETURN_IF_ERROR(ReserveCodes(RecordKind::kVendor, 1, uow));
    AttemptOutcome outcome;
    RETURN_IF_ERROR(uow.Attempt(
        UnitOfWork::Writes::kInOrder, [] { return absl::InvalidArgumentError("no"); }, outcome));
    ASSIGN_OR_RETURN(const std::string first, NextCode(RecordKind::kVendor, uow));
    ASSIGN_OR_RETURN(const std::string second, NextCode(RecordKind::kVendor, uow));
    CHECK(first != second);
    return absl::OkStatus();
  });
  INFO(done);
  CHECK(done.ok());
}

constexpr char kOneTenant[] = "11111111-0000-7000-8000-000000000000";
constexpr char kOtherTenant[] = "22222222-0000-7000-8000-000000000000";

// An opportunity of `tenant`, created on `day`, as there were before they had codes; `old_versions` of its past.
void Insert(testing::AdminConnection& admin, const std::string& tenant, int n, const char* day, int old_versions = 0) {
  const std::string id = absl::StrCat("77777777-0000-7000-8000-00000000000", n);
  constexpr char kColumns[] =
      "tenant_id, id, version, create_time, update_time, title, description, pipeline_id, stage_id, stage_enter_time, "
      "status, probability, stage_probability, manual_probability, forecast_category, manual_forecast_category, "
      "lost_reason, lost_reason_text, competitor, priority, next_step, owner_id";
  const auto values = [&](int version) {
    return absl::StrCat("'", tenant, "', '", id, "', ", version, ", '", day, "', '", day, "', 'Desks', '', '", tenant,
                        "', '", tenant,
                        "', now(), 'OPEN', 10, 10, false, 'PIPELINE', false, '', '', '', 'MEDIUM', '', '", tenant, "'");
  };
  admin.Rows(absl::StrCat("insert into opportunities (", kColumns, ") values (", values(old_versions + 1), ")"));
  for (int i = 1; i <= old_versions; ++i) {
    admin.Rows(absl::StrCat("insert into opportunity_versions (", kColumns, ", supersede_time) values (", values(i),
                            ", now())"));
  }
}

void Found(testing::AdminConnection& admin, const std::string& tenant) {
  admin.Rows("select set_config('app.tenant_id', $1, false)", {tenant});
  admin.Rows(
      absl::StrCat("insert into users (id, version, create_time, update_time, email, given_name, family_name, "
                   "password_hash, status, "
                   "password_change_time) values ('",
                   tenant, "', 1, now(), now(), '", tenant, "@example.com', 'U', 'U', '', 'ACTIVE', now())"));
  admin.Rows(absl::StrCat(
      "insert into memberships (tenant_id, id, version, create_time, update_time, user_id, email, given_name, "
      "family_name, roles, job_title, status) values ('",
      tenant, "', '", tenant, "', 1, now(), now(), '", tenant, "', '", tenant,
      "@example.com', 'U', 'U', '[]', '', 'ACTIVE')"));
  admin.Rows(
      absl::StrCat("insert into pipelines (tenant_id, id, version, create_time, update_time, name, description, "
                   "default_pipeline, stages) values ('",
                   tenant, "', '", tenant, "', 1, now(), now(), 'Sales', '', true, '[]')"));
  admin.Rows(
      absl::StrCat("insert into pipeline_stages (tenant_id, pipeline_id, stage_id, position, name, kind) values ('",
                   tenant, "', '", tenant, "', '", tenant, "', 1, 'Talk', 'OPEN')"));
}

TEST_CASE("opportunities that were there get codes in the order of their creation, their past too", "[codes]") {
  const testing::EmptyDatabase database;
  std::vector<postgres::Migration> before = postgres::KnownMigrations();
  while (before.back().name != "0027_codes") before.pop_back();
  before.pop_back();
  REQUIRE(postgres::Migrate(database.owner_url(), before).ok());
  {
    testing::AdminConnection admin(database.owner_url());
    Found(admin, kOneTenant);
    Insert(admin, kOneTenant, 1, "2026-03-03");
    Insert(admin, kOneTenant, 2, "2026-01-01", 2);
    Insert(admin, kOneTenant, 3, "2026-02-02");
    Found(admin, kOtherTenant);
    Insert(admin, kOtherTenant, 4, "2026-04-04");
  }
  const auto migrated = postgres::Migrate(database.owner_url());
  INFO(migrated.status());
  REQUIRE(migrated.ok());
  testing::AdminConnection admin(database.owner_url());
  const auto ask = [&](const std::string& sql, const char* tenant) {
    admin.Rows("select set_config('app.tenant_id', $1, false)", {tenant});
    return admin.Ask(absl::StrCat(sql, " where tenant_id = $1::uuid"), {tenant});
  };
  const std::string codes = "select string_agg(code, ' ' order by id) from opportunities";
  const std::string counter = "select max(value) from counters";
  CHECK(ask(codes, kOneTenant) == "OPP-000003 OPP-000001 OPP-000002");
  CHECK(ask("select string_agg(code, ' ') from opportunity_versions", kOneTenant) == "OPP-000001 OPP-000001");
  CHECK(ask(counter, kOneTenant) == "3");
  CHECK(ask(codes, kOtherTenant) == "OPP-000001");
  CHECK(ask(counter, kOtherTenant) == "1");
}

}  // namespace
}  // namespace pipewright::organization
