// Opportunities that have gone stale in their stages, in lists of now and of then, and in databases that are older.
#include <catch2/catch.hpp>

#include "application/shared/queries/view_queries.h"
#include "infrastructure/postgres/read/reader.h"
#include "infrastructure/postgres/sales/opportunity_store.h"
#include "infrastructure/security/page_token_sealer.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/sales_store.h"

namespace pipewright::sales {
namespace {

struct Rotting : SalesStore {
  HmacPageTokenSealer sealer{std::string(32, 'k')};
  ListChecker lists{world.clock(), sealer};
  postgres::PostgresReader<Opportunity> reader{world.pool(), postgres::OpportunityTable()};
  ViewQueries<Opportunity> queries{reader, lists, world.clock()};

  void AllowDays(std::optional<int64_t> days) {
    UpdatePipeline update;
    update.id = pipeline.state().id;
    std::vector<Stage> stages = pipeline.state().stages;
    stages[0].rot_after_days = days;
    update.changes.stages = Change<std::vector<Stage>>::Set(stages);
    const auto updated = DoAs(world.context(), pipeline_commands, update);
    INFO(updated.status());
    REQUIRE(updated.ok());
  }

  std::vector<OpportunityId> Find(const std::string& filter, std::optional<absl::Time> read_time = std::nullopt) {
    ListRequest list;
    list.filter = filter;
    list.read_time = read_time;
    const auto page = queries.Handle(world.context(), ListRecords<Opportunity>{list});
    INFO(page.status());
    REQUIRE(page.ok());
    std::vector<OpportunityId> ids;
    for (const OpportunityView& view : page->items) {
      CHECK(view.rotting == (filter == "rotting = true"));
      ids.push_back(view.opportunity.id);
    }
    return ids;
  }
};

TEST_CASE("lists find what has gone stale, of now and of a moment, by the days of that moment", "[opportunity]") {
  Rotting test;
  const OpportunityId stale = test.Open(std::nullopt);
  const OpportunityId never = test.Open(std::nullopt, 1);
  const absl::Time entered = test.reader.Get(test.world.context(), stale, std::nullopt)->stage_enter_time;
  test.AllowDays(2);
  test.world.clock().now = entered + absl::Hours(47);
  CHECK(test.Find("rotting = true").empty());
  CHECK(test.Find("rotting = false") == std::vector{stale, never});
  test.world.clock().now = entered + absl::Hours(49);
  const absl::Time then = test.world.clock().now;
  CHECK(test.Find("rotting = true") == std::vector{stale});
  CHECK(test.Find("rotting = false") == std::vector{never});
  test.world.clock().now = entered + absl::Hours(50);
  test.AllowDays(std::nullopt);
  CHECK(test.Find("rotting = true").empty());
  CHECK(test.Find("rotting = true", then) == std::vector{stale});
  CHECK(test.Find("rotting = true", then - absl::Hours(2)).empty());
}

TEST_CASE("the migration tells of what there is by the days that its stage has", "[opportunity]") {
  const testing::EmptyDatabase database;
  testing::MigrateDatabase(database.owner_url());
  Rotting test{{testing::PostgresWorld(database.app_url(), database.owner_url())}};
  test.AllowDays(2);
  test.Open(std::nullopt);
  test.Open(std::nullopt, 1);
  const OpportunityId moved = test.Open(std::nullopt);
  REQUIRE(test.Do(MoveOpportunityStage{moved, std::nullopt, test.StageNo(1)}).ok());
  testing::AdminConnection admin(database.owner_url());
  const std::string stored =
      "select string_agg(id::text || ' ' || coalesce(rot_time::text, 'never'), ', ' order by id, version) from ";
  const std::string opportunities = admin.Ask(stored + "opportunities");
  const std::string versions = admin.Ask(stored + "opportunity_versions");
  CHECK_THAT(opportunities, Catch::Contains("never") && Catch::Contains("20"));
  REQUIRE_FALSE(versions.empty());

  testing::MigrateAgain(database.owner_url(), "_opportunity_rotting",
                        "alter table opportunities drop column rot_time; alter table opportunity_versions drop column "
                        "rot_time;");
  CHECK(admin.Ask(stored + "opportunities") == opportunities);
  CHECK(admin.Ask(stored + "opportunity_versions") == versions);
}

}  // namespace
}  // namespace pipewright::sales
