// What readers of events and of the timeline are told of the stages that an opportunity goes through.
#include <google/protobuf/util/message_differencer.h>

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "pipewright/collaboration/v1/timeline_service.grpc.pb.h"
#include "pipewright/integration/v1/event_service.grpc.pb.h"
#include "tests/server/sales/selling.h"
#include "tests/support/server/event_stream.h"

namespace pipewright::sales {
namespace {

using google::protobuf::util::MessageDifferencer;
using Stub = OpportunityStub;
using Lines = std::vector<std::string>;

// A deal that was moved, lost, opened again, moved to another pipeline and won there.
struct Life : Selling {
  v1::Opportunity deal = Open(WithAccount());
  v1::Pipeline partners = AddPipeline();

  Life() {
    Do(&Stub::MoveOpportunityStage, Move(deal, 1));
    v1::LoseOpportunityRequest lose;
    lose.set_id(deal.id());
    lose.set_lost_reason("PRICE");
    Do(&Stub::LoseOpportunity, lose);
    v1::ReopenOpportunityRequest reopen;
    reopen.set_id(deal.id());
    reopen.set_stage_id(pipeline.stages(1).id());
    Do(&Stub::ReopenOpportunity, reopen);
    v1::MoveOpportunityPipelineRequest move;
    move.set_id(deal.id());
    move.set_pipeline_id(partners.id());
    Do(&Stub::MoveOpportunityPipeline, move);
    v1::WinOpportunityRequest win;
    win.set_id(deal.id());
    Do(&Stub::WinOpportunity, win);
  }

  v1::CreateOpportunityRequest WithAccount() {
    v1::CreateOpportunityRequest request = Desks();
    request.mutable_opportunity()->set_account_id(CreateAccount());
    return request;
  }
  v1::Pipeline AddPipeline() {
    v1::CreatePipelineRequest request;
    *request.mutable_pipeline() = pipeline;
    request.mutable_pipeline()->set_name("Partners");
    request.mutable_pipeline()->set_default_pipeline(false);
    for (v1::Stage& stage : *request.mutable_pipeline()->mutable_stages()) stage.clear_id();
    const auto created = server.Call(&owner, &PipelineStub::CreatePipeline, request);
    INFO(created.status.error_message());
    REQUIRE(created.ok());
    return created.response;
  }
  template <class Request>
  void Do(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, v1::Opportunity*),
          const Request& request) {
    const auto done = server.Call(&owner, method, request);
    INFO(done.status.error_message());
    REQUIRE(done.ok());
  }
  integration::v1::ListEventsResponse EventsOf(const Lines& types) {
    integration::v1::ListEventsRequest request;
    request.mutable_filter()->mutable_subject()->set_resource("opportunity");
    request.mutable_filter()->mutable_subject()->set_id(deal.id());
    for (const std::string& type : types) request.mutable_filter()->add_types(type);
    const auto page = testing::ListSettledEvents(owner, request);
    INFO(page.status.error_message());
    REQUIRE(page.ok());
    return page.response;
  }
};

TEST_CASE("every change of the stage is an event of its own, before the one that says what it came to",
          "[opportunity][events]") {
  Life life;
  Lines types;
  Lines versions;
  const auto all = life.EventsOf({});
  for (const auto& event : all.events()) {
    types.push_back(event.type());
    versions.push_back(std::to_string(event.record_version()));
  }
  CHECK(types == Lines{"opportunity.created", "opportunity.stage_changed", "opportunity.stage_changed",
                       "opportunity.lost", "opportunity.stage_changed", "opportunity.reopened",
                       "opportunity.stage_changed", "opportunity.pipeline_changed", "opportunity.stage_changed",
                       "opportunity.won"});
  CHECK(versions == Lines{"1", "2", "3", "3", "4", "4", "5", "5", "6", "6"});
  const integration::v1::Event& stage_changed = all.events(8);
  const integration::v1::Event& won = all.events(9);
  CHECK(stage_changed.id() != won.id());
  CHECK(stage_changed.record().value() == won.record().value());
  REQUIRE(stage_changed.changes_size() == won.changes_size());
  for (int i = 0; i < won.changes_size(); ++i) {
    CHECK(MessageDifferencer::Equals(stage_changed.changes(i), won.changes(i)));
  }
}

TEST_CASE("whoever asks for changes of the stage alone learns of every one", "[opportunity][events]") {
  Life life;
  CHECK(life.EventsOf({"opportunity.stage_changed"}).events_size() == 5);
}

TEST_CASE("the trail and the timeline tell each change of the stage once, by its exact name",
          "[opportunity][timeline]") {
  Life life;
  collaboration::v1::ListTimelineRequest request;
  request.mutable_subject()->set_kind(shared::v1::SUBJECT_KIND_OPPORTUNITY);
  request.mutable_subject()->set_id(life.deal.id());
  const auto told = life.server.Call(&life.owner, &collaboration::v1::TimelineService::Stub::ListTimeline, request);
  REQUIRE(told.ok());
  Lines actions;
  for (const auto& entry : told->entries()) {
    CHECK(entry.type() == collaboration::v1::TIMELINE_TYPE_STAGE_MOVE);
    actions.push_back(entry.action());
  }
  CHECK(actions == Lines{"opportunity.won", "opportunity.pipeline_changed", "opportunity.reopened", "opportunity.lost",
                         "opportunity.stage_changed", "opportunity.created"});
}

TEST_CASE("the stage history is listed in pages, with names and days", "[opportunity]") {
  Life life;
  v1::ListStageHistoryRequest request;
  request.set_id(life.deal.id());
  request.set_page_size(4);
  const auto first = life.server.Call(&life.owner, &Stub::ListStageHistory, request);
  REQUIRE(first.ok());
  REQUIRE(first->intervals_size() == 4);
  CHECK(first->intervals(0).stage_name() == "Talk");
  CHECK(first->intervals(0).pipeline_id() == life.pipeline.id());
  CHECK(first->intervals(0).pipeline_name() == "Projects");
  CHECK(first->intervals(0).days_in_stage() == 0);
  CHECK(first->intervals(2).stage_name() == "Lost");
  CHECK(first->intervals(2).from_stage_name() == "Offer");
  request.set_page_token(first->next_page_token());
  const auto second = life.server.Call(&life.owner, &Stub::ListStageHistory, request);
  REQUIRE(second.ok());
  REQUIRE(second->intervals_size() == 2);
  CHECK(second->next_page_token().empty());
  CHECK(second->intervals(0).pipeline_name() == "Partners");
  CHECK(second->intervals(0).from_stage_name() == "Offer");
  CHECK(second->intervals(1).stage_name() == "Won");

  request.set_id(life.Open(life.Desks()).id());
  CHECK(testing::ReasonOf(life.server.Call(&life.owner, &Stub::ListStageHistory, request).status) ==
        "INVALID_PAGE_TOKEN");
  request.clear_page_token();
  request.set_page_size(-1);
  CHECK(testing::FieldsOf(life.server.Call(&life.owner, &Stub::ListStageHistory, request).status) == "page_size");
}

}  // namespace
}  // namespace pipewright::sales
