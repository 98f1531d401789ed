#include <catch2/catch.hpp>

#include "tests/server/sales/selling.h"

namespace pipewright::sales {
namespace {

using testing::FieldsOf;
using testing::ReasonOf;
using Stub = PipelineStub;

TEST_CASE("a new tenant has a default pipeline", "[pipeline]") {
  testing::TestServer& server = testing::TestServer::Get();
  const testing::TestCaller owner = server.SignUp();
  const auto pipelines = server.Call(&owner, &Stub::ListPipelines, {});
  REQUIRE(pipelines->pipelines_size() == 1);
  CHECK(pipelines->pipelines(0).default_pipeline());
}

TEST_CASE("stages that break their rules are refused with their place in the request", "[pipeline]") {
  Selling selling;
  v1::CreatePipelineRequest request;
  *request.mutable_pipeline() = selling.pipeline;
  request.mutable_pipeline()->set_name("Other");
  for (auto& stage : *request.mutable_pipeline()->mutable_stages()) stage.clear_id();
  request.mutable_pipeline()->mutable_stages(1)->set_name("TALK");
  request.mutable_pipeline()->mutable_stages(2)->set_probability(90);
  const auto refused = selling.server.Call(&selling.owner, &Stub::CreatePipeline, request);
  CHECK(ReasonOf(refused.status) == "INVALID_STAGES");
  CHECK(FieldsOf(refused.status) == "pipeline.stages[1].name,pipeline.stages[2].probability");
}

TEST_CASE("two pipelines have no name in common, whatever its case", "[pipeline]") {
  Selling selling;
  v1::CreatePipelineRequest request;
  *request.mutable_pipeline() = selling.pipeline;
  for (auto& stage : *request.mutable_pipeline()->mutable_stages()) stage.clear_id();
  request.mutable_pipeline()->set_default_pipeline(false);
  request.mutable_pipeline()->set_name("Partners");
  REQUIRE(selling.server.Call(&selling.owner, &Stub::CreatePipeline, request).ok());
  request.mutable_pipeline()->set_name("PARTNERS");
  const auto refused = selling.server.Call(&selling.owner, &Stub::CreatePipeline, request);
  CHECK(refused.status.error_code() == grpc::StatusCode::ALREADY_EXISTS);
}

TEST_CASE("a stage with opportunities goes only with a stage to move them to", "[pipeline]") {
  Selling selling;
  const v1::Opportunity opened = selling.Open(selling.Desks());
  v1::RemovePipelineStageRequest remove;
  remove.set_id(selling.pipeline.id());
  remove.set_stage_id(selling.pipeline.stages(0).id());
  CHECK(ReasonOf(selling.server.Call(&selling.owner, &Stub::RemovePipelineStage, remove).status) == "STAGE_IN_USE");
  remove.set_move_to_stage_id(selling.pipeline.stages(1).id());
  const auto removed = selling.server.Call(&selling.owner, &Stub::RemovePipelineStage, remove);
  REQUIRE(removed.ok());
  CHECK(removed->stages_size() == 3);
  CHECK(selling.Read(opened.id()).stage_id() == selling.pipeline.stages(1).id());
}

TEST_CASE("a removed stage's opportunities must have what the next one asks for", "[pipeline]") {
  Selling selling;
  v1::UpdatePipelineRequest update;
  *update.mutable_pipeline() = selling.pipeline;
  update.mutable_pipeline()->clear_etag();
  update.mutable_pipeline()->mutable_stages(1)->add_required_fields(v1::STAGE_REQUIREMENT_NEXT_STEP);
  update.mutable_pipeline()->mutable_stages(1)->set_entry_filter("amount > 500");
  update.mutable_update_mask()->add_paths("stages");
  const auto updated = selling.server.Call(&selling.owner, &Stub::UpdatePipeline, update);
  INFO(updated.status.error_message());
  REQUIRE(updated.ok());
  const v1::Opportunity small = selling.Open(selling.Desks(100));
  const v1::Opportunity large = selling.Open(selling.Desks(1000));
  v1::RemovePipelineStageRequest remove;
  remove.set_id(selling.pipeline.id());
  remove.set_stage_id(selling.pipeline.stages(0).id());
  remove.set_move_to_stage_id(selling.pipeline.stages(1).id());
  const auto lacking = selling.server.Call(&selling.owner, &Stub::RemovePipelineStage, remove);
  CHECK(ReasonOf(lacking.status) == "STAGE_FIELDS_MISSING");
  CHECK(testing::MetadataOf(lacking.status, "fields") == "next_step");
  CHECK_THAT(lacking.status.error_message(), Catch::Contains("(2: " + small.id() + ", " + large.id() + ")"));

  for (const auto* const opportunity : {&small, &large}) {
    v1::UpdateOpportunityRequest fill;
    fill.mutable_opportunity()->set_id(opportunity->id());
    fill.mutable_opportunity()->set_next_step("Call");
    REQUIRE(selling.server.Call(&selling.owner, &OpportunityStub::UpdateOpportunity, fill).ok());
  }
  const auto unmet = selling.server.Call(&selling.owner, &Stub::RemovePipelineStage, remove);
  CHECK(ReasonOf(unmet.status) == "STAGE_FILTER_NOT_MET");
  CHECK_THAT(unmet.status.error_message(), Catch::Contains("(1: " + small.id() + ")"));
  CHECK(selling.Read(large.id()).stage_id() == remove.stage_id());

  v1::DeleteOpportunityRequest gone;
  gone.set_id(small.id());
  REQUIRE(selling.server.Call(&selling.owner, &OpportunityStub::DeleteOpportunity, gone).ok());
  REQUIRE(selling.server.Call(&selling.owner, &Stub::RemovePipelineStage, remove).ok());
  CHECK(selling.Read(large.id()).stage_id() == remove.move_to_stage_id());
}

TEST_CASE("the pipeline view shows counts, sums, weighted sums and the largest, per owner if asked", "[pipeline]") {
  Selling selling;
  selling.Open(selling.Desks(100));
  selling.Open(selling.Desks(300));
  v1::GetPipelineViewRequest request;
  request.set_pipeline_id(selling.pipeline.id());
  request.set_top_count(1);
  request.set_group_by_owner(true);
  const auto view = selling.server.Call(&selling.owner, &Stub::GetPipelineView, request);
  INFO(view.status.error_message());
  REQUIRE(view.ok());
  REQUIRE(view->stages_size() == 4);
  const v1::StageView& talk = view->stages(0);
  CHECK(talk.stage_name() == "Talk");
  CHECK(talk.count() == 2);
  REQUIRE(talk.totals_size() == 1);
  CHECK(talk.totals(0).amount().units() == 400);
  CHECK(talk.totals(0).expected_revenue().units() == 80);
  REQUIRE(talk.top_opportunities_size() == 1);
  CHECK(talk.top_opportunities(0).amount().units() == 300);
  REQUIRE(talk.owners_size() == 1);
  CHECK(talk.owners(0).owner_id() == selling.owner.user_id);
  CHECK(talk.owners(0).count() == 2);
  request.set_top_count(51);
  CHECK(FieldsOf(selling.server.Call(&selling.owner, &Stub::GetPipelineView, request).status) == "top_count");
}

TEST_CASE("the default pipeline can't be deleted, nor one with opportunities", "[pipeline]") {
  Selling selling;
  selling.Open(selling.Desks());
  v1::DeletePipelineRequest remove;
  remove.set_id(selling.pipeline.id());
  CHECK(ReasonOf(selling.server.Call(&selling.owner, &Stub::DeletePipeline, remove).status) == "RECORD_IN_USE");
  const auto all = selling.server.Call(&selling.owner, &Stub::ListPipelines, {});
  for (const v1::Pipeline& pipeline : all->pipelines()) {
    if (!pipeline.default_pipeline()) continue;
    remove.set_id(pipeline.id());
    CHECK(selling.server.Call(&selling.owner, &Stub::DeletePipeline, remove).status.error_code() ==
          grpc::StatusCode::FAILED_PRECONDITION);
  }
}

TEST_CASE("a move into a stage with an entry filter is refused, then accepted when the opportunity matches",
          "[pipeline]") {
  Selling selling;
  v1::UpdatePipelineRequest gate;
  *gate.mutable_pipeline() = selling.pipeline;
  gate.mutable_pipeline()->clear_etag();
  gate.mutable_pipeline()->mutable_stages(1)->set_entry_filter("amount > 500 AND account.industry = \"Steel\"");
  gate.mutable_update_mask()->add_paths("stages");
  const auto gated = selling.server.Call(&selling.owner, &Stub::UpdatePipeline, gate);
  INFO(gated.status.error_message());
  REQUIRE(gated.ok());
  CHECK(gated->stages(1).entry_filter() == gate.pipeline().stages(1).entry_filter());

  const v1::Opportunity opened = selling.Open(selling.Desks(1000));
  const auto move = [&] {
    return selling.server.Call(&selling.owner, &OpportunityStub::MoveOpportunityStage, selling.Move(opened, 1));
  };
  CHECK(ReasonOf(move().status) == "STAGE_FILTER_NOT_MET");
  CHECK(selling.Read(opened.id()).stage_id() == selling.pipeline.stages(0).id());
  CHECK(selling.Read(opened.id()).etag() == opened.etag());

  v1::CreateAccountRequest account;
  account.mutable_account()->set_name("Acme");
  account.mutable_account()->set_industry("Steel");
  v1::UpdateOpportunityRequest sell;
  sell.mutable_opportunity()->set_id(opened.id());
  sell.mutable_opportunity()->set_account_id(
      selling.server.Call(&selling.owner, &v1::AccountService::Stub::CreateAccount, account)->id());
  REQUIRE(selling.server.Call(&selling.owner, &OpportunityStub::UpdateOpportunity, sell).ok());
  const auto moved = move();
  INFO(moved.status.error_message());
  REQUIRE(moved.ok());
  CHECK(moved->stage_id() == selling.pipeline.stages(1).id());

  gate.mutable_pipeline()->mutable_stages(1)->set_entry_filter("amount >");
  CHECK(FieldsOf(selling.server.Call(&selling.owner, &Stub::UpdatePipeline, gate).status) ==
        "pipeline.stages[1].entry_filter");
}

}  // namespace
}  // namespace pipewright::sales
