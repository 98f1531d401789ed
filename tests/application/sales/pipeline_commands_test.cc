#include "application/sales/pipeline_commands.h"

#include <catch2/catch.hpp>

#include "application/sales/opportunity_commands.h"
#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/status_matchers.h"

namespace pipewright::sales {
namespace {

struct Pipelines {
  FakeUnitOfWork uow;
  FakeIds ids;
  PipelineCommands commands{ids};
  OpportunityCommands opportunities{ids};

  Pipeline Create(bool default_pipeline = false) {
    CreatePipeline command;
    command.details = StandardPipeline([] { return StageId(); });  // ids come from the command
    command.details.default_pipeline = Change<bool>::Set(default_pipeline);
    auto created = commands.Handle(uow.context(), command, uow);
    REQUIRE(created.ok());
    return *std::move(created);
  }

  OpportunityId Open(const Pipeline& pipeline, size_t stage) {
    CreateOpportunity command;
    command.details.title = Change<std::string>::Set("Desks");
    command.details.pipeline_id = Change<PipelineId>::Set(pipeline.state().id);
    command.details.stage_id = Change<StageId>::Set(pipeline.state().stages[stage].id);
    const auto opened = opportunities.Handle(uow.context(), command, uow);
    REQUIRE(opened.ok());
    return opened->state().id;
  }
};

TEST_CASE("a tenant's first pipeline is the default one, and stages get their ids", "[pipeline]") {
  Pipelines test;
  const Pipeline first = test.Create();
  CHECK(first.state().default_pipeline);
  for (const Stage& stage : first.state().stages) CHECK_FALSE(stage.id.is_nil());
  CHECK_FALSE(test.Create().state().default_pipeline);
}

TEST_CASE("a pipeline that becomes the default one takes it from the other", "[pipeline]") {
  Pipelines test;
  const Pipeline first = test.Create();
  const Pipeline second = test.Create(true);
  CHECK_FALSE(test.uow.pipelines().rows().at(first.state().id).default_pipeline);
  UpdatePipeline back;
  back.id = first.state().id;
  back.changes.default_pipeline = Change<bool>::Set(true);
  REQUIRE(test.commands.Handle(test.uow.context(), back, test.uow).ok());
  CHECK(test.uow.pipelines().rows().at(first.state().id).default_pipeline);
  CHECK_FALSE(test.uow.pipelines().rows().at(second.state().id).default_pipeline);
}

TEST_CASE("an update can't drop a stage in which opportunities stand", "[pipeline]") {
  Pipelines test;
  const Pipeline pipeline = test.Create();
  test.Open(pipeline, 1);
  UpdatePipeline update;
  update.id = pipeline.state().id;
  std::vector<Stage> stages = pipeline.state().stages;
  stages.erase(stages.begin() + 1);
  update.changes.stages = Change<std::vector<Stage>>::Set(stages);
  CHECK(ReasonOf(test.commands.Handle(test.uow.context(), update, test.uow)) == Reason::kStageInUse);
  stages = pipeline.state().stages;
  stages.erase(stages.begin() + 2);
  update.changes.stages = Change<std::vector<Stage>>::Set(stages);
  CHECK(test.commands.Handle(test.uow.context(), update, test.uow).ok());
}

TEST_CASE("a stage with opportunities is removed only with a stage to move them to", "[pipeline]") {
  Pipelines test;
  const Pipeline pipeline = test.Create();
  const OpportunityId open = test.Open(pipeline, 0);
  const OpportunityId deleted = test.Open(pipeline, 0);
  REQUIRE(test.opportunities.Handle(test.uow.context(), DeleteRecord<Opportunity>{deleted, {}}, test.uow).ok());
  RemovePipelineStage command{pipeline.state().id, std::nullopt, pipeline.state().stages[0].id, std::nullopt};
  CHECK(ReasonOf(test.commands.Handle(test.uow.context(), command, test.uow)) == Reason::kStageInUse);
  command.move_to_stage_id = pipeline.state().stages[2].id;
  const auto removed = test.commands.Handle(test.uow.context(), command, test.uow);
  REQUIRE(removed.ok());
  CHECK(removed->state().stages.size() == 5);
  CHECK(test.uow.opportunities().rows().at(open).stage_id == command.move_to_stage_id);
  CHECK(test.uow.opportunities().rows().at(deleted).stage_id == command.move_to_stage_id);
  CHECK(test.uow.opportunities().events().back() == "opportunity.stage_changed");
}

TEST_CASE("whoever removes a stage is told which opportunities lack what the next one asks for", "[pipeline]") {
  Pipelines test;
  const Pipeline pipeline = test.Create();
  UpdatePipeline update;
  update.id = pipeline.state().id;
  std::vector<Stage> stages = pipeline.state().stages;
  stages[2].required_fields = {StageRequirement::kAmount, StageRequirement::kNextStep};
  stages[2].entry_filter = "amount > 0";
  update.changes.stages = Change<std::vector<Stage>>::Set(stages);
  REQUIRE(test.commands.Handle(test.uow.context(), update, test.uow).ok());
  const OpportunityId first = test.Open(pipeline, 0);
  const OpportunityId second = test.Open(pipeline, 0);
  const OpportunityId deleted = test.Open(pipeline, 0);
  REQUIRE(test.opportunities.Handle(test.uow.context(), DeleteRecord<Opportunity>{deleted, {}}, test.uow).ok());

  const RemovePipelineStage command{pipeline.state().id, std::nullopt, stages[0].id, stages[2].id};
  // As a caller has it: what was stored by a command that fails goes with it.
  const auto remove = [&] {
    AttemptOutcome outcome;
    REQUIRE(test.uow
                .Attempt(
                    UnitOfWork::Writes::kInOrder,
                    [&] { return test.commands.Handle(test.uow.context(), command, test.uow).status(); }, outcome)
                .ok());
    return outcome.status;
  };
  const auto fill = [&](const OpportunityId& id) {
    UpdateOpportunity edit;
    edit.id = id;
    edit.changes.amount = Change<Money>::Set(Money::FromUnitsAndNanos("EUR", 1, 0).value());
    edit.changes.next_step = Change<std::string>::Set("Call");
    REQUIRE(test.opportunities.Handle(test.uow.context(), edit, test.uow).ok());
  };
  const auto named = [](const absl::Status& refused) {
    std::vector<std::string> subjects;
    for (const auto& violation : DetailsOf(refused).preconditions) subjects.push_back(violation.subject);
    return subjects;
  };
  fill(first);
  absl::Status refused = remove();
  CHECK(ReasonOf(refused) == Reason::kStageFieldsMissing);
  CHECK(DetailsOf(refused).metadata.at("fields") == "amount,next_step");
  CHECK(named(refused) ==
        std::vector<std::string>{"stage/" + stages[2].id.ToString(), "opportunity/" + second.ToString()});
  CHECK(test.uow.opportunities().rows().at(first).stage_id == stages[0].id);

  fill(second);
  test.uow.filters().holds = [&](const RecordRef& record, const filter::Condition&) {
    return record != RecordRef::Of(first);
  };
  refused = remove();
  CHECK(ReasonOf(refused) == Reason::kStageFilterNotMet);
  CHECK_THAT(std::string(refused.message()), Catch::Contains("amount > 0"));
  CHECK(named(refused) ==
        std::vector<std::string>{"stage/" + stages[2].id.ToString(), "opportunity/" + first.ToString()});

  test.uow.filters().holds = [&](const RecordRef& record, const filter::Condition&) {
    return record != RecordRef::Of(deleted);
  };
  REQUIRE(remove().ok());
  for (const OpportunityId& id : {first, second, deleted}) {
    CHECK(test.uow.opportunities().rows().at(id).stage_id == stages[2].id);
  }
}

TEST_CASE("a removed stage is left a thousand opportunities at a time", "[pipeline]") {
  Pipelines test;
  const Pipeline pipeline = test.Create();
  for (int i = 0; i < 2001; ++i) test.Open(pipeline, 0);
  const StageId target = pipeline.state().stages[1].id;
  const RemovePipelineStage command{pipeline.state().id, std::nullopt, pipeline.state().stages[0].id, target};
  REQUIRE(test.commands.Handle(test.uow.context(), command, test.uow).ok());
  CHECK(test.uow.opportunities().most_saved_at_once() == 1000);
  CHECK(test.uow.opportunities().InStage(pipeline.state().id, target)->size() == 2001);
}

TEST_CASE("opportunities go stale by the days that their stage has now", "[pipeline]") {
  Pipelines test;
  const Pipeline pipeline = test.Create();
  const OpportunityId open = test.Open(pipeline, 0);
  const OpportunityId deleted = test.Open(pipeline, 0);
  const OpportunityId elsewhere = test.Open(pipeline, 1);
  REQUIRE(test.opportunities.Handle(test.uow.context(), DeleteRecord<Opportunity>{deleted, {}}, test.uow).ok());
  const auto& rows = test.uow.opportunities().rows();
  const absl::Time entered = rows.at(open).stage_enter_time;
  test.uow.clock.now += absl::Hours(1);
  UpdatePipeline update;
  update.id = pipeline.state().id;
  std::vector<Stage> stages = pipeline.state().stages;
  stages[0].rot_after_days = 5;
  update.changes.stages = Change<std::vector<Stage>>::Set(stages);
  REQUIRE(test.commands.Handle(test.uow.context(), update, test.uow).ok());
  CHECK(rows.at(open).rot_time == entered + absl::Hours(5 * 24));
  CHECK(rows.at(deleted).rot_time == rows.at(open).rot_time);
  CHECK_FALSE(rows.at(elsewhere).rot_time.has_value());
  CHECK(test.uow.opportunities().events().back() == "opportunity.updated");
  // An update that leaves the days alone leaves the opportunities alone.
  const int64_t version = rows.at(open).version;
  stages[0].name = "First talks";
  update.changes.stages = Change<std::vector<Stage>>::Set(stages);
  REQUIRE(test.commands.Handle(test.uow.context(), update, test.uow).ok());
  CHECK(rows.at(open).version == version);
}

TEST_CASE("a pipeline with live opportunities can't be deleted", "[pipeline]") {
  Pipelines test;
  test.Create();
  const Pipeline second = test.Create();
  const OpportunityId open = test.Open(second, 0);
  const DeleteRecord<Pipeline> command{second.state().id, std::nullopt};
  CHECK(ReasonOf(test.commands.Handle(test.uow.context(), command, test.uow)) == Reason::kRecordInUse);
  REQUIRE(test.opportunities.Handle(test.uow.context(), DeleteRecord<Opportunity>{open, {}}, test.uow).ok());
  CHECK(test.commands.Handle(test.uow.context(), command, test.uow).ok());
}

TEST_CASE("a stage's entry filter is checked with the rest of the pipeline, and told by its place", "[pipeline]") {
  Pipelines test;
  CreatePipeline command;
  command.details = StandardPipeline([] { return StageId(); });
  std::vector<Stage> stages = command.details.stages.value();
  stages[1].entry_filter = "no_such_field = 1";
  stages[2].entry_filter = "amount >";
  stages[3].name = "";
  command.details.stages = Change<std::vector<Stage>>::Set(stages);
  const absl::Status refused = test.commands.Handle(test.uow.context(), command, test.uow).status();
  CHECK(absl::IsInvalidArgument(refused));
  CHECK(FieldsOf(refused) == "stages[3].name,stages[1].entry_filter,stages[2].entry_filter");

  stages[1].entry_filter = "amount > 0";
  stages[2].entry_filter = "";
  stages[3].name = "Talks";
  command.details.stages = Change<std::vector<Stage>>::Set(stages);
  const auto created = test.commands.Handle(test.uow.context(), command, test.uow);
  REQUIRE(created.ok());
  UpdatePipeline update;
  update.id = created->state().id;
  stages = created->state().stages;
  stages[0].entry_filter = "company.name = \"Acme\"";
  update.changes.stages = Change<std::vector<Stage>>::Set(stages);
  CHECK(test.commands.Handle(test.uow.context(), update, test.uow).ok());
  stages[0].entry_filter = "company.no_such = 1";
  update.changes.stages = Change<std::vector<Stage>>::Set(stages);
  CHECK(FieldsOf(test.commands.Handle(test.uow.context(), update, test.uow).status()) == "stages[0].entry_filter");
}

}  // namespace
}  // namespace pipewright::sales
