#include "domain/sales/pipeline.h"

#include <catch2/catch.hpp>

#include "tests/domain/sales/sales_examples.h"

namespace pipewright::sales {
namespace {

Stage StageOf(uint8_t id, std::string name, StageKind kind, int percent) {
  Stage stage;
  stage.id = StageNo(id);
  stage.name = std::move(name);
  stage.kind = kind;
  stage.probability = Probability::Of(percent).value();
  return stage;
}

PipelineChanges WithStages(std::vector<Stage> stages) {
  PipelineChanges changes;
  changes.stages = Change<std::vector<Stage>>::Set(std::move(stages));
  return changes;
}

TEST_CASE("the standard pipeline is the default one and keeps the rules of stages") {
  const Pipeline pipeline = StandardExample();
  CHECK(pipeline.state().default_pipeline);
  CHECK(pipeline.FirstOpenStage().name == "Prospecting");
  CHECK(pipeline.WonStage().probability.percent() == 100);
  CHECK(pipeline.LostStage().probability.percent() == 0);
}

TEST_CASE("a pipeline needs a name and stages") {
  CHECK_FALSE(Pipeline::Create(NthId<PipelineId>(1), {}).ok());
  PipelineChanges named;
  named.name = Change<std::string>::Set("Sales");
  CHECK(ReasonOf(Pipeline::Create(NthId<PipelineId>(1), named).status()) == Reason::kInvalidStages);
}

TEST_CASE("stages that break their rules are refused, with every fault") {
  const Stage open = StageOf(1, "Talk", StageKind::kOpen, 20);
  const Stage won = StageOf(2, "Won", StageKind::kWon, 100);
  const Stage lost = StageOf(3, "Lost", StageKind::kLost, 0);
  const auto faults = [](std::vector<Stage> stages) {
    const auto checked = CheckStages(stages);
    CHECK(ReasonOf(checked.status()) == Reason::kInvalidStages);
    CHECK(checked.status().code() == absl::StatusCode::kInvalidArgument);
    return DetailsOf(checked.status()).fields.size();
  };
  CHECK(CheckStages({open, won, lost}).ok());
  CHECK(faults({}) == 3);
  CHECK(faults({won, lost}) == 1);
  CHECK(faults({open, lost}) == 1);
  CHECK(faults({open, won, StageOf(4, "Signed", StageKind::kWon, 100), lost}) == 1);
  CHECK(faults({open, StageOf(2, "Won", StageKind::kWon, 99), StageOf(3, "Lost", StageKind::kLost, 1)}) == 2);
  CHECK(faults({open, StageOf(4, "TALK", StageKind::kOpen, 30), won, lost}) == 1);
  CHECK(faults({open, StageOf(1, "Other", StageKind::kOpen, 30), won, lost}) == 1);
  Stage rotten = open;
  rotten.rot_after_days = 0;
  rotten.name = " ";
  CHECK(faults({rotten, won, lost}) == 2);
}

TEST_CASE("a stage keeps its kind") {
  Pipeline pipeline = StandardExample();
  std::vector<Stage> stages = pipeline.state().stages;
  stages[4].kind = StageKind::kOpen;
  stages[3].kind = StageKind::kWon;
  stages[3].probability = Probability::Of(100).value();
  CHECK_FALSE(pipeline.Edit(WithStages(stages)).ok());
  CHECK(pipeline.state().stages[3].kind == StageKind::kOpen);
}

TEST_CASE("an edit can reorder, rename, add and drop stages, and says which went") {
  Pipeline pipeline = StandardExample();
  const PipelineState before = pipeline.state();
  std::vector<Stage> stages = before.stages;
  std::swap(stages[0], stages[1]);
  stages[0].name = "Qualified";
  stages.erase(stages.begin() + 2);
  stages.push_back(StageOf(9, "Trial", StageKind::kOpen, 60));
  REQUIRE(pipeline.Edit(WithStages(stages)).ok());
  CHECK(pipeline.FirstOpenStage().name == "Qualified");
  CHECK(RemovedStages(before, pipeline.state()) == std::vector<StageId>{StageNo(3)});
}

TEST_CASE("the default pipeline stays the default one until another takes over, and can't be deleted") {
  Pipeline pipeline = StandardExample();
  PipelineChanges changes;
  changes.default_pipeline = Change<bool>::Set(false);
  CHECK(ReasonOf(pipeline.Edit(changes)) == Reason::kDefaultPipelineRequired);
  CHECK(ReasonOf(pipeline.Delete(kMonday)) == Reason::kDefaultPipelineRequired);
  pipeline.YieldDefault();
  CHECK_FALSE(pipeline.state().default_pipeline);
  CHECK(pipeline.Delete(kMonday).ok());
}

TEST_CASE("only an open stage is removed, and its opportunities go to another open one of the pipeline") {
  Pipeline pipeline = StandardExample();
  CHECK(ReasonOf(pipeline.RemoveStage(StageNo(5), std::nullopt)) == Reason::kStageKindMismatch);
  CHECK(ReasonOf(pipeline.RemoveStage(StageNo(1), StageNo(6))) == Reason::kStageKindMismatch);
  CHECK(ReasonOf(pipeline.RemoveStage(StageNo(1), StageNo(77))) == Reason::kStageNotInPipeline);
  CHECK(ReasonOf(pipeline.RemoveStage(StageNo(77), std::nullopt)) == Reason::kStageNotInPipeline);
  CHECK_FALSE(pipeline.RemoveStage(StageNo(1), StageNo(1)).ok());
  REQUIRE(pipeline.RemoveStage(StageNo(1), StageNo(2)).ok());
  CHECK(pipeline.FirstOpenStage().id == StageNo(2));
}

TEST_CASE("the last open stage stays") {
  Pipeline pipeline = StandardExample();
  for (const uint8_t stage : {1, 2, 3}) REQUIRE(pipeline.RemoveStage(StageNo(stage), std::nullopt).ok());
  CHECK(ReasonOf(pipeline.RemoveStage(StageNo(4), std::nullopt)) == Reason::kInvalidStages);
  CHECK(pipeline.state().stages.size() == 3);
}

TEST_CASE("everything that is wrong about a pipeline is told at once") {
  PipelineChanges details =
      WithStages({StageOf(1, "Talk", StageKind::kOpen, 20), StageOf(3, "Lost", StageKind::kLost, 0)});
  details.name = Change<std::string>::Set(std::string(1'000, 'x'));
  const auto refused = Pipeline::Create(NthId<PipelineId>(1), details);
  CHECK(FieldsOf(refused) == "name,stages");
  CHECK(ReasonOf(refused) == Reason::kInvalidStages);
  Pipeline pipeline = StandardExample();
  CHECK(FieldsOf(pipeline.Edit(details)) == "name,stages,stages[1].kind");
}

}  // namespace
}  // namespace pipewright::sales
