#include <array>
#include <catch2/catch.hpp>
#include <thread>

#include "tests/server/sales/selling.h"

namespace pipewright::sales {
namespace {

using testing::FieldsOf;
using testing::MetadataOf;
using testing::ReasonOf;
using testing::TestCaller;
using Stub = OpportunityStub;

constexpr char kRequestId[] = "0190f3c2-7b1e-7c3a-9d4e-5f60718293a4";

TEST_CASE("an opportunity comes back as it was created, with what follows from its stage", "[opportunity]") {
  Selling selling;
  v1::CreateOpportunityRequest request = selling.Desks();
  v1::Opportunity& wanted = *request.mutable_opportunity();
  wanted.clear_amount();
  v1::LineItem* const item = wanted.add_line_items();
  item->set_title("Desk");
  item->set_quantity("1.5");
  item->mutable_unit_price()->set_currency_code("EUR");
  item->mutable_unit_price()->set_units(100);
  item->set_discount_basis_points(1000);
  v1::TeamMember* const member = wanted.add_team();
  member->set_user_id(selling.owner.user_id);
  member->set_split_basis_points(10'000);
  member->set_overlay_basis_points(2'500);
  wanted.mutable_expected_close_date()->set_year(2026);
  wanted.mutable_expected_close_date()->set_month(12);
  wanted.mutable_expected_close_date()->set_day(24);
  wanted.set_source(v1::LEAD_SOURCE_REFERRAL);
  wanted.add_tags("big");
  const v1::Opportunity created = selling.Open(request);
  CHECK(created.status() == v1::OPPORTUNITY_STATUS_OPEN);
  CHECK(created.stage_id() == selling.pipeline.stages(0).id());
  CHECK(created.owner_id() == selling.owner.user_id);
  CHECK(created.amount().units() == 135);
  CHECK(created.line_items(0).quantity() == "1.5");
  CHECK(created.line_items(0).total().units() == 135);
  CHECK(created.probability() == 20);
  CHECK(created.expected_revenue().units() == 27);
  CHECK(created.forecast_category() == v1::FORECAST_CATEGORY_PIPELINE);
  CHECK(created.priority() == v1::OPPORTUNITY_PRIORITY_MEDIUM);
  CHECK(created.team(0).overlay_basis_points() == 2'500);
  CHECK(selling.Read(created.id()).SerializeAsString() == created.SerializeAsString());
}

TEST_CASE("every wrong field of an opportunity is named at once", "[opportunity]") {
  Selling selling;
  v1::CreateOpportunityRequest request = selling.Desks();
  request.mutable_opportunity()->set_account_id("7");
  request.mutable_opportunity()->set_probability(101);
  v1::LineItem* const item = request.mutable_opportunity()->add_line_items();
  item->set_title("Desk");
  item->set_quantity("-1");
  item->mutable_unit_price()->set_currency_code("EUR");
  const auto refused = selling.server.Call(&selling.owner, &Stub::CreateOpportunity, request);
  CHECK(refused.status.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
  CHECK(FieldsOf(refused.status) ==
        "opportunity.account_id,opportunity.probability,opportunity.line_items[0].quantity");
}

TEST_CASE("of two concurrent moves one wins and the other is aborted", "[opportunity]") {
  Selling selling;
  for (int round = 0; round < 5; ++round) {
    const v1::Opportunity opened = selling.Open(selling.Desks());
    v1::MoveOpportunityStageRequest move = selling.Move(opened, 1);
    move.set_etag(opened.etag());
    std::array<grpc::Status, 2> outcomes;
    std::array<std::thread, 2> callers;
    for (size_t i = 0; i < callers.size(); ++i) {
      callers[i] = std::thread(
          [&, i] { outcomes[i] = selling.server.Call(&selling.owner, &Stub::MoveOpportunityStage, move).status; });
    }
    for (std::thread& caller : callers) caller.join();
    const bool first_won = outcomes[0].ok();
    CHECK(outcomes[first_won ? 0 : 1].ok());
    CHECK(outcomes[first_won ? 1 : 0].error_code() == grpc::StatusCode::ABORTED);

    v1::ListStageHistoryRequest history;
    history.set_id(opened.id());
    CHECK(selling.server.Call(&selling.owner, &Stub::ListStageHistory, history)->intervals_size() == 2);
  }
}

TEST_CASE("a move that is sent twice with one request_id happens once; another body is refused", "[opportunity]") {
  Selling selling;
  const v1::Opportunity opened = selling.Open(selling.Desks());
  v1::MoveOpportunityStageRequest move = selling.Move(opened, 1);
  move.set_request_id(kRequestId);
  const auto first = selling.server.Call(&selling.owner, &Stub::MoveOpportunityStage, move);
  const auto again = selling.server.Call(&selling.owner, &Stub::MoveOpportunityStage, move);
  REQUIRE(first.ok());
  REQUIRE(again.ok());
  CHECK(first->SerializeAsString() == again->SerializeAsString());
  move.set_stage_id(selling.pipeline.stages(0).id());
  CHECK(ReasonOf(selling.server.Call(&selling.owner, &Stub::MoveOpportunityStage, move).status) == "REQUEST_ID_REUSED");
}

TEST_CASE("validate_only tells what a move would do and moves nothing", "[opportunity]") {
  Selling selling;
  const v1::Opportunity opened = selling.Open(selling.Desks());
  v1::MoveOpportunityStageRequest move = selling.Move(opened, 1);
  move.set_validate_only(true);
  const auto tried = selling.server.Call(&selling.owner, &Stub::MoveOpportunityStage, move);
  REQUIRE(tried.ok());
  CHECK(tried->stage_id() == selling.pipeline.stages(1).id());
  CHECK(selling.Read(opened.id()).SerializeAsString() == opened.SerializeAsString());
  v1::ListStageHistoryRequest history;
  history.set_id(opened.id());
  CHECK(selling.server.Call(&selling.owner, &Stub::ListStageHistory, history)->intervals_size() == 1);
}

TEST_CASE("an opportunity is won, reopened and lost, by the rules", "[opportunity]") {
  Selling selling;
  const v1::Opportunity opened = selling.Open(selling.Desks());
  v1::WinOpportunityRequest win;
  win.set_id(opened.id());
  CHECK(ReasonOf(selling.server.Call(&selling.owner, &Stub::WinOpportunity, win).status) == "ACCOUNT_REQUIRED");

  v1::UpdateOpportunityRequest update;
  update.mutable_opportunity()->set_id(opened.id());
  update.mutable_opportunity()->set_account_id(selling.CreateAccount());
  update.mutable_update_mask()->add_paths("account_id");
  REQUIRE(selling.server.Call(&selling.owner, &Stub::UpdateOpportunity, update).ok());
  win.mutable_close_date()->set_year(2026);
  win.mutable_close_date()->set_month(1);
  win.mutable_close_date()->set_day(31);
  const auto won = selling.server.Call(&selling.owner, &Stub::WinOpportunity, win);
  REQUIRE(won.ok());
  CHECK(won->status() == v1::OPPORTUNITY_STATUS_WON);
  CHECK(won->probability() == 100);
  CHECK(won->actual_close_date().day() == 31);
  CHECK(ReasonOf(selling.server.Call(&selling.owner, &Stub::MoveOpportunityStage, selling.Move(opened, 1)).status) ==
        "OPPORTUNITY_CLOSED");

  v1::ReopenOpportunityRequest reopen;
  reopen.set_id(opened.id());
  reopen.set_stage_id(selling.pipeline.stages(1).id());
  const auto reopened = selling.server.Call(&selling.owner, &Stub::ReopenOpportunity, reopen);
  REQUIRE(reopened.ok());
  CHECK_FALSE(reopened->has_actual_close_date());

  v1::LoseOpportunityRequest lose;
  lose.set_id(opened.id());
  CHECK(FieldsOf(selling.server.Call(&selling.owner, &Stub::LoseOpportunity, lose).status) == "lost_reason");
  lose.set_lost_reason("PRICE");
  lose.set_competitor("Initech");
  const auto lost = selling.server.Call(&selling.owner, &Stub::LoseOpportunity, lose);
  REQUIRE(lost.ok());
  CHECK(lost->lost_reason() == "PRICE");
  CHECK(lost->competitor() == "Initech");
  CHECK(lost->forecast_category() == v1::FORECAST_CATEGORY_OMITTED);

  v1::ListStageHistoryRequest history;
  history.set_id(opened.id());
  const auto stays = selling.server.Call(&selling.owner, &Stub::ListStageHistory, history);
  REQUIRE(stays->intervals_size() == 4);
  CHECK(stays->intervals(1).from_stage_id() == selling.pipeline.stages(0).id());
  CHECK(stays->intervals(2).has_leave_time());
  CHECK_FALSE(stays->intervals(3).has_leave_time());
}

TEST_CASE("history is imported by one call each, and twice changes nothing", "[opportunity]") {
  Selling selling;
  v1::CreateOpportunityRequest request = selling.Desks(550);
  request.set_opportunity_id("0190f3c2-7b1e-7c3a-9d4e-5f60718293a5");
  request.mutable_opportunity()->set_stage_id(selling.pipeline.stages(3).id());
  request.mutable_opportunity()->mutable_actual_close_date()->set_year(2017);
  request.mutable_opportunity()->mutable_actual_close_date()->set_month(3);
  request.mutable_opportunity()->mutable_actual_close_date()->set_day(1);
  CHECK(ReasonOf(selling.server.Call(&selling.owner, &Stub::CreateOpportunity, request).status) ==
        "LOST_REASON_REQUIRED");
  request.mutable_opportunity()->set_lost_reason("UNKNOWN");
  const v1::Opportunity lost = selling.Open(request);
  CHECK(lost.status() == v1::OPPORTUNITY_STATUS_LOST);
  CHECK(lost.actual_close_date().year() == 2017);
  CHECK(selling.server.Call(&selling.owner, &Stub::CreateOpportunity, request).status.error_code() ==
        grpc::StatusCode::ALREADY_EXISTS);
}

TEST_CASE("a stage's required fields are asked for by name", "[opportunity]") {
  Selling selling;
  const v1::Opportunity opened = selling.Open(selling.Desks());
  v1::UpdatePipelineRequest update;
  *update.mutable_pipeline() = selling.pipeline;
  update.mutable_pipeline()->mutable_stages(1)->add_required_fields(v1::STAGE_REQUIREMENT_NEXT_STEP);
  update.mutable_update_mask()->add_paths("stages");
  REQUIRE(selling.server.Call(&selling.owner, &PipelineStub::UpdatePipeline, update).ok());
  const auto refused = selling.server.Call(&selling.owner, &Stub::MoveOpportunityStage, selling.Move(opened, 1));
  CHECK(ReasonOf(refused.status) == "STAGE_FIELDS_MISSING");
  CHECK(MetadataOf(refused.status, "fields") == "next_step");
}

TEST_CASE("an opportunity says when it goes stale in its stage, and lists find those that have", "[opportunity]") {
  Selling selling;
  v1::UpdatePipelineRequest days;
  *days.mutable_pipeline() = selling.pipeline;
  days.mutable_pipeline()->mutable_stages(0)->set_rot_after_days(30);
  days.mutable_update_mask()->add_paths("stages");
  const v1::Opportunity before = selling.Open(selling.Desks());
  CHECK_FALSE(before.has_rot_time());
  REQUIRE(selling.server.Call(&selling.owner, &PipelineStub::UpdatePipeline, days).ok());
  for (const v1::Opportunity& opportunity : {selling.Read(before.id()), selling.Open(selling.Desks())}) {
    CHECK(opportunity.rot_time().seconds() == opportunity.stage_enter_time().seconds() + 30 * 86'400);
    CHECK_FALSE(opportunity.rotting());
  }
  v1::ListOpportunitiesRequest list;
  for (const auto& [filter, count] : {std::pair("rotting = true", 0), std::pair("rotting = false", 2)}) {
    list.set_filter(filter);
    const auto listed = selling.server.Call(&selling.owner, &Stub::ListOpportunities, list);
    INFO(listed.status.error_message());
    CHECK(listed->opportunities_size() == count);
  }
}

TEST_CASE("a full replacement that leaves out stage and owner keeps them", "[opportunity]") {
  Selling selling;
  const v1::Opportunity opened = selling.Open(selling.Desks());
  v1::UpdateOpportunityRequest update;
  update.mutable_opportunity()->set_id(opened.id());
  update.mutable_opportunity()->set_title("Sixty desks");
  update.mutable_update_mask()->add_paths("*");
  const auto replaced = selling.server.Call(&selling.owner, &Stub::UpdateOpportunity, update);
  INFO(replaced.status.error_message());
  REQUIRE(replaced.ok());
  CHECK(replaced->stage_id() == opened.stage_id());
  CHECK(replaced->owner_id() == opened.owner_id());
  CHECK_FALSE(replaced->has_amount());
}

TEST_CASE("a member works with opportunities of their own, and gets one by reassignment", "[opportunity]") {
  Selling selling;
  const TestCaller member = selling.server.AddMember(selling.owner, "MEMBER");
  const v1::Opportunity opened = selling.Open(selling.Desks());
  v1::GetOpportunityRequest get;
  get.set_id(opened.id());
  CHECK(selling.server.Call(&member, &Stub::GetOpportunity, get).status.error_code() == grpc::StatusCode::NOT_FOUND);
  v1::ReassignOpportunityRequest reassign;
  reassign.set_id(opened.id());
  reassign.set_owner_id(member.user_id);
  REQUIRE(selling.server.Call(&selling.owner, &Stub::ReassignOpportunity, reassign).ok());
  CHECK(selling.server.Call(&member, &Stub::GetOpportunity, get).ok());
  CHECK(selling.server.Call(&member, &Stub::MoveOpportunityStage, selling.Move(opened, 1)).ok());
}

TEST_CASE("a member of the team works on an opportunity, and neither deletes it nor gives it away", "[opportunity]") {
  Selling selling;
  const TestCaller member = selling.server.AddMember(selling.owner, "MEMBER");
  v1::CreateOpportunityRequest request = selling.Desks();
  request.mutable_opportunity()->add_team()->set_user_id(member.user_id);
  const v1::Opportunity opened = selling.Open(request);
  CHECK(selling.server.Call(&member, &Stub::MoveOpportunityStage, selling.Move(opened, 1)).ok());
  v1::ReassignOpportunityRequest reassign;
  reassign.set_id(opened.id());
  reassign.set_owner_id(member.user_id);
  CHECK(ReasonOf(selling.server.Call(&member, &Stub::ReassignOpportunity, reassign).status) == "PERMISSION_DENIED");
  v1::DeleteOpportunityRequest remove;
  remove.set_id(opened.id());
  CHECK(ReasonOf(selling.server.Call(&member, &Stub::DeleteOpportunity, remove).status) == "PERMISSION_DENIED");
  REQUIRE(selling.server.Call(&selling.owner, &Stub::ReassignOpportunity, reassign).ok());
  CHECK(selling.server.Call(&member, &Stub::DeleteOpportunity, remove).ok());
}

}  // namespace
}  // namespace pipewright::sales
