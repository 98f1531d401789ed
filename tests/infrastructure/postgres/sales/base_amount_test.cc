// What closed opportunities are worth in the base currency, in databases that are older than exchange rates.
#include <catch2/catch.hpp>

#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/sales_store.h"

namespace pipewright::sales {
namespace {

constexpr char kUndo[] =
    "drop table exchange_rates; "
    "alter table opportunities drop column base_amount_e4, drop column base_amount_currency; "
    "alter table opportunity_versions drop column base_amount_e4, drop column base_amount_currency; "
    "create index opportunities_stage_idx on opportunities (tenant_id, pipeline_id, stage_id, owner_id); ";

TEST_CASE("the migration keeps what was closed in the base currency as it is", "[opportunity][exchange_rate]") {
  const testing::EmptyDatabase database;
  testing::MigrateDatabase(database.owner_url());
  SalesStore store{testing::PostgresWorld(database.app_url(), database.owner_url())};
  testing::AdminConnection admin(database.owner_url());
  const std::string tenant = store.world.context().tenant().ToString();
  admin.Ask("select set_config('app.tenant_id', $1, false)", {tenant});
  admin.Ask(
      "insert into tenants (tenant_id, id, version, create_time, update_time, name, slug, base_currency, time_zone, "
      "locale, fiscal_year_start_month, tier, status) values ($1::uuid, $1::uuid, 1, now(), now(), 'Acme', 'acme', "
      "'EUR', "
      "'UTC', 'en', 1, 'FREE', 'ACTIVE')",
      {tenant});
  const absl::CivilDay day(2026, 1, 1);
  store.Open(MoneyOf("EUR", 1));                                         // open
  store.Open(MoneyOf("USD", 2), 5, day);                                 // no rate
  store.Open(std::nullopt, 5, day);                                      // no amount
  const OpportunityId reopened = store.Open(MoneyOf("EUR", 3), 5, day);  // closed in the past
  REQUIRE(store.Do(ReopenOpportunity{reopened, std::nullopt, store.StageNo(0)}).ok());
  store.Open(MoneyOf("EUR", 4), 5, day);
  const std::string kept =
      "select string_agg(id::text || ' ' || coalesce(base_amount_e4 || base_amount_currency, 'none'), ', ' order by "
      "id) "
      "from ";
  const std::string opportunities = admin.Ask(kept + "opportunities");
  const std::string versions = admin.Ask(kept + "opportunity_versions");
  CHECK_THAT(opportunities, Catch::Contains("40000EUR") && !Catch::Contains("30000EUR"));
  CHECK_THAT(versions, Catch::Contains("30000EUR"));

  testing::MigrateAgain(database.owner_url(), "_exchange_rates", kUndo);
  CHECK(admin.Ask(kept + "opportunities") == opportunities);
  CHECK(admin.Ask(kept + "opportunity_versions") == versions);
}

}  // namespace
}  // namespace pipewright::sales
