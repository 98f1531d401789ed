// The stays of an opportunity in its stages: each with its times, and with names that outlive the stages.
#include "infrastructure/postgres/sales/stage_history.h"

#include <catch2/catch.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/sales_store.h"
#include "tests/support/infrastructure/test_database.h"
#include "tests/support/status_matchers.h"

namespace pipewright::sales {
namespace {

using Store = SalesStore;

Pipeline AddPartners(Store& store, const std::vector<Stage>& stages = {}) {
  CreatePipeline create;
  create.details = StandardPipeline([] { return StageId(); });
  create.details.name = Change<std::string>::Set("Partners");
  create.details.default_pipeline = Change<bool>::Set(false);
  if (!stages.empty()) create.details.stages = Change<std::vector<Stage>>::Set(stages);
  const auto created = store.DoAs(store.world.context(), store.pipeline_commands, create);
  INFO(created.status());
  REQUIRE(created.ok());
  return *created;
}

void Move(Store& store, const OpportunityId& id, size_t stage) {
  REQUIRE(store.Do(MoveOpportunityStage{id, std::nullopt, store.StageNo(stage)}).ok());
}

void Rename(Store& store, size_t stage, const std::string& name) {
  std::vector<Stage> stages = store.pipeline.state().stages;
  stages[stage].name = name;
  UpdatePipeline update;
  update.id = store.pipeline.state().id;
  update.changes.stages = Change<std::vector<Stage>>::Set(stages);
  REQUIRE(store.DoAs(store.world.context(), store.pipeline_commands, update).ok());
}

void Remove(Store& store, size_t stage) {
  const RemovePipelineStage remove{store.pipeline.state().id, std::nullopt, store.StageNo(stage), std::nullopt};
  REQUIRE(store.DoAs(store.world.context(), store.pipeline_commands, remove).ok());
}

TEST_CASE("the stage history has each stay, with its times and who began it", "[opportunity]") {
  Store store;
  const OpportunityId id = store.Open(MoneyOf("EUR", 100));
  const absl::Time opened = store.world.clock().now;
  Move(store, id, 1);
  const absl::Time moved = store.world.clock().now;
  LoseOpportunity lose;
  lose.id = id;
  lose.loss.reason = "PRICE";
  REQUIRE(store.Do(lose).ok());
  const absl::Time lost = store.world.clock().now;
  const std::vector<StageInterval> stays = store.StaysOf(id);
  REQUIRE(stays.size() == 3);
  CHECK_FALSE(stays[0].from_stage_id.has_value());
  CHECK(stays[0].from_stage_name.empty());
  CHECK(stays[0].stage_id == store.StageNo(0));
  CHECK(stays[0].enter_time == opened);
  CHECK(stays[0].leave_time == moved);
  CHECK(stays[0].amount == MoneyOf("EUR", 100));
  CHECK(stays[1].from_stage_id == store.StageNo(0));
  CHECK(stays[1].leave_time == lost);
  CHECK(stays[2].stage_id == store.StageNo(5));
  CHECK_FALSE(stays[2].leave_time.has_value());
  CHECK(stays[2].user_id == store.world.context().user());
}

TEST_CASE("a stay tells its pipeline and its stages by the names that they have now", "[opportunity]") {
  Store store;
  const OpportunityId id = store.Open(std::nullopt);
  Move(store, id, 1);
  Rename(store, 0, "First talk");
  const std::vector<StageInterval> stays = store.StaysOf(id);
  REQUIRE(stays.size() == 2);
  CHECK(stays[0].stage_name == "First talk");
  CHECK(stays[1].from_stage_name == "First talk");
  CHECK(stays[1].stage_name == "Qualification");
  for (const StageInterval& stay : stays) {
    CHECK(stay.pipeline_id == store.pipeline.state().id);
    CHECK(stay.pipeline_name == "Sales");
  }
}

TEST_CASE("a stage that was removed keeps the name that it had last", "[opportunity]") {
  Store store;
  const OpportunityId id = store.Open(std::nullopt, 2);
  Move(store, id, 1);
  Rename(store, 2, "Offer");
  Remove(store, 2);
  const std::vector<StageInterval> stays = store.StaysOf(id);
  REQUIRE(stays.size() == 2);
  CHECK(stays[0].stage_name == "Offer");
  CHECK(stays[0].pipeline_name == "Sales");
  CHECK(stays[1].from_stage_name == "Offer");
  CHECK(stays[1].stage_name == "Qualification");
}

TEST_CASE("the stage history goes on in another pipeline, also where its stages have the same ids", "[opportunity]") {
  Store store;
  const OpportunityId id = store.Open(MoneyOf("EUR", 100));
  const bool same_ids = GENERATE(false, true);
  std::vector<Stage> stages;
  if (same_ids) {
    stages = store.pipeline.state().stages;
    stages[0].name = "Introduction";
  }
  const Pipeline other = AddPartners(store, stages);
  const auto moved = store.Do(MoveOpportunityPipeline{id, std::nullopt, other.state().id, std::nullopt});
  INFO(moved.status());
  REQUIRE(moved.ok());
  const absl::Time entered = store.world.clock().now;
  const std::vector<StageInterval> stays = store.StaysOf(id);
  REQUIRE(stays.size() == 2);
  CHECK(stays[0].leave_time == entered);
  CHECK(stays[0].pipeline_id == store.pipeline.state().id);
  CHECK(stays[0].stage_name == "Prospecting");
  CHECK(stays[1].from_stage_id == store.StageNo(0));
  CHECK(stays[1].from_stage_name == "Prospecting");
  CHECK(stays[1].stage_id == other.state().stages[0].id);
  CHECK(stays[1].pipeline_name == "Partners");
  CHECK(stays[1].stage_name == (same_ids ? "Introduction" : "Prospecting"));
  GetPipelineView view;
  CHECK(store.insights.Handle(store.world.context(), view)->stages[0].count == 0);
  view.pipeline_id = other.state().id;
  CHECK(store.insights.Handle(store.world.context(), view)->stages[0].count == 1);
}

TEST_CASE("where the past was shortened a stay is named by the one pipeline that has its stage", "[opportunity]") {
  Store store;
  const OpportunityId id = store.Open(std::nullopt, 2);
  Move(store, id, 1);
  Move(store, id, 0);
  Remove(store, 2);
  testing::AdminConnection admin(testing::TestDatabase::Get().owner_url());
  admin.Ask("select set_config('app.tenant_id', $1, false)", {store.world.context().tenant().ToString()});
  admin.Ask("delete from opportunity_versions where id = $1::uuid", {id.ToString()});
  std::vector<StageInterval> stays = store.StaysOf(id);
  REQUIRE(stays.size() == 3);
  CHECK_FALSE(stays[0].pipeline_id.has_value());
  CHECK(stays[0].stage_name.empty());
  CHECK(stays[0].pipeline_name.empty());
  CHECK(stays[1].stage_name == "Qualification");
  CHECK(stays[1].pipeline_name == "Sales");
  CHECK(stays[2].from_stage_name == "Qualification");
  CHECK(stays[2].stage_name == "Prospecting");

  std::vector<Stage> stages = store.pipeline.state().stages;
  stages.erase(stages.begin() + 2);
  AddPartners(store, stages);
  stays = store.StaysOf(id);
  CHECK_FALSE(stays[1].pipeline_id.has_value());
  CHECK(stays[1].stage_name.empty());
  CHECK(stays[2].pipeline_name == "Sales");
}

TEST_CASE("who may not read pipelines is told no names of them", "[opportunity]") {
  Store store;
  const OpportunityId id = store.Open(std::nullopt);
  Move(store, id, 1);
  RequestContext context = store.world.context();
  auto principal = std::make_shared<Principal>(*context.principal);
  principal->grants = Grants({{"opportunity", "*", Scope::kAll}});
  context.principal = std::move(principal);
  const auto stays = store.stage_history.List(context, id, 0, 10);
  REQUIRE(stays.ok());
  REQUIRE(stays->intervals.size() == 2);
  for (const StageInterval& stay : stays->intervals) {
    CHECK((stay.stage_name + stay.from_stage_name + stay.pipeline_name).empty());
  }
  CHECK(stays->intervals[1].stage_id == store.StageNo(1));
}

TEST_CASE("a stage history is read piece by piece", "[opportunity]") {
  Store store;
  const OpportunityId id = store.Open(std::nullopt);
  for (const size_t stage : {1, 2, 1}) Move(store, id, stage);
  std::vector<StageId> seen;
  int64_t after = 0;
  for (const size_t size : {3, 1}) {
    const auto page = store.stage_history.List(store.world.context(), id, after, 3);
    REQUIRE(page.ok());
    CHECK(page->intervals.size() == size);
    CHECK(page->next.has_value() == (size == 3));
    for (const StageInterval& stay : page->intervals) seen.push_back(stay.stage_id);
    after = page->next.value_or(0);
  }
  CHECK(seen == std::vector<StageId>{store.StageNo(0), store.StageNo(1), store.StageNo(2), store.StageNo(1)});
  CHECK_FALSE(store.stage_history.List(store.world.context(), id, 0, 4)->next.has_value());
}

TEST_CASE("an edit that enters no stage leaves the history alone", "[opportunity]") {
  Store store;
  const OpportunityId id = store.Open(std::nullopt);
  UpdateOpportunity update;
  update.id = id;
  update.changes.next_step = Change<std::string>::Set("Call");
  REQUIRE(store.Do(update).ok());
  CHECK(store.StaysOf(id).size() == 1);
  Move(store, id, 1);
  REQUIRE(store.Do(update).ok());
  REQUIRE(store.StaysOf(id).size() == 2);
  CHECK(store.StaysOf(id)[0].pipeline_name == "Sales");
}

}  // namespace
}  // namespace pipewright::sales
