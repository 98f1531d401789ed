// Whose rows a statement may see, both ways of telling PostgreSQL.
#include "infrastructure/postgres/connection/connection.h"

#include <catch2/catch.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "tests/support/infrastructure/test_database.h"

namespace pipewright::postgres {
namespace {

constexpr char kTenant[] = "select coalesce(pipewright_tenant()::text, 'none')";

std::unique_ptr<Connection> Opened(TenantSetting setting) {
  auto connection = Connection::Open({testing::TestDatabase::Get().app_url(), "", setting});
  REQUIRE(connection.ok());
  return *std::move(connection);
}

TenantId Tenant(char digit) { return TenantId::Parse(std::string(8, digit) + "-0000-4000-8000-000000000000").value(); }

void Prepare(Connection& connection, const std::optional<TenantId>& tenant) {
  REQUIRE(connection.PrepareSession(tenant, absl::Now() + absl::Milliseconds(3500)).ok());
}

// The first column of the last row.
struct Answer {
  absl::Status Take(Row row) {
    text = std::string(row[0].text);
    return absl::OkStatus();
  }
  std::string text;
};

std::string Read(Connection& connection, const char* sql) {
  Answer answer;
  REQUIRE(connection
              .Read(
                  {sql, 1}, {}, [&](Row row) { return answer.Take(row); }, nullptr)
              .ok());
  return answer.text;
}

std::string Run(Connection& connection, std::vector<Step> steps, const char* sql) {
  Answer answer;
  steps.push_back({sql, {}, [&](Row row) { return answer.Take(row); }});
  REQUIRE(connection.Pipeline(steps, nullptr).ok());
  return answer.text;
}

TEST_CASE("a statement sees the tenant it is prepared for, whichever way the database is told", "[connection]") {
  const auto setting = GENERATE(TenantSetting::kSession, TenantSetting::kTransaction);
  const auto connection = Opened(setting);
  Prepare(*connection, Tenant('a'));
  CHECK(Read(*connection, kTenant) == Tenant('a').ToString());
  CHECK(Run(*connection, {}, kTenant) == Tenant('a').ToString());
  CHECK(Read(*connection, "show statement_timeout") == "4s");
  Prepare(*connection, Tenant('b'));
  CHECK(Read(*connection, kTenant) == Tenant('b').ToString());
  Prepare(*connection, std::nullopt);
  CHECK(Read(*connection, kTenant) == "none");
  CHECK_FALSE(connection->in_transaction());
}

TEST_CASE("a transaction sees the tenant that it begins with, to its end", "[connection]") {
  const auto setting = GENERATE(TenantSetting::kSession, TenantSetting::kTransaction);
  const auto connection = Opened(setting);
  Prepare(*connection, Tenant('a'));
  CHECK(Run(*connection, connection->Begin("begin", Tenant('b'), absl::Seconds(7)), kTenant) == Tenant('b').ToString());
  CHECK(connection->in_transaction());
  CHECK(Read(*connection, kTenant) == Tenant('b').ToString());
  CHECK(Read(*connection, "show statement_timeout") == "7s");
  CHECK(Run(*connection, {}, kTenant) == Tenant('b').ToString());
  connection->Rollback();
  CHECK(Read(*connection, kTenant) == Tenant('a').ToString());
  CHECK(Run(*connection, connection->BeginPrepared("begin read only"), kTenant) == Tenant('a').ToString());
  CHECK(Read(*connection, "show transaction_read_only") == "on");
  connection->Rollback();
  CHECK(Run(*connection, connection->Begin("begin", std::nullopt, absl::InfiniteDuration()), kTenant) == "none");
  connection->Rollback();
}

TEST_CASE("a session that sets the tenant by transaction has none outside of them", "[connection]") {
  const auto connection = Opened(TenantSetting::kTransaction);
  Prepare(*connection, Tenant('a'));
  CHECK(Read(*connection, kTenant) == Tenant('a').ToString());
  // A beginning of its own is taken as it is.
  CHECK(Run(*connection, {{"begin", {}, nullptr}}, kTenant) == "none");
  connection->Rollback();
}

TEST_CASE("a statement that fails leaves no transaction behind, nor half of what it was sent with", "[connection]") {
  const auto setting = GENERATE(TenantSetting::kSession, TenantSetting::kTransaction);
  const auto connection = Opened(setting);
  Prepare(*connection, Tenant('a'));
  const auto nothing = [](Row) { return absl::OkStatus(); };
  CHECK_FALSE(connection->Read({"select 1 / 0", 1}, {}, nothing, nullptr).ok());
  CHECK_FALSE(connection->in_transaction());
  CHECK_FALSE(connection
                  ->Pipeline({{"insert into counters (tenant_id, series, value) values ($1::uuid, 'half', 1)",
                               {Tenant('a').ToString()},
                               nullptr},
                              {"select 1 / 0", {}, nullptr}},
                             nullptr)
                  .ok());
  CHECK_FALSE(connection->in_transaction());
  CHECK(Read(*connection, "select count(*) from counters where series = 'half'") == "0");
  const absl::Status refused = connection->Read(
      {"select 1", 1}, {}, [](Row) { return absl::DataLossError("not that"); }, nullptr);
  CHECK(absl::IsDataLoss(refused));
  CHECK_FALSE(connection->in_transaction());
  CHECK(Read(*connection, kTenant) == Tenant('a').ToString());
}

}  // namespace
}  // namespace pipewright::postgres
