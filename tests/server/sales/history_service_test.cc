// The past over the wire: read_time, and what has changed in a pipeline.
#include <catch2/catch.hpp>

#include "tests/server/sales/selling.h"

namespace pipewright::sales {
namespace {

using google::protobuf::Timestamp;
using testing::FieldsOf;
using testing::ReasonOf;

// A tenant in which an opportunity was opened for 1,000 EUR, then renamed, raised to 1,500 and moved.
struct Past : Selling {
  v1::Opportunity opened = Open(Desks());
  v1::Opportunity changed = Change();

  v1::Opportunity Change() {
    v1::UpdateOpportunityRequest update;
    update.mutable_opportunity()->set_id(opened.id());
    update.mutable_opportunity()->set_title("Sixty desks");
    update.mutable_opportunity()->mutable_amount()->set_currency_code("EUR");
    update.mutable_opportunity()->mutable_amount()->set_units(1500);
    update.mutable_opportunity()->add_tags("vip");
    REQUIRE(server.Call(&owner, &OpportunityStub::UpdateOpportunity, update).ok());
    const auto moved = server.Call(&owner, &OpportunityStub::MoveOpportunityStage, Move(opened, 1));
    REQUIRE(moved.ok());
    return moved.response;
  }
  const Timestamp& then() const { return opened.update_time(); }
  Timestamp Future() const {
    Timestamp future = changed.update_time();
    future.set_seconds(future.seconds() + 3600);
    return future;
  }
};

TEST_CASE("an opportunity is read as it was", "[history]") {
  Past past;
  v1::GetOpportunityRequest get;
  get.set_id(past.opened.id());
  *get.mutable_read_time() = past.then();
  const auto read = past.server.Call(&past.owner, &OpportunityStub::GetOpportunity, get);
  INFO(read.status.error_message());
  REQUIRE(read.ok());
  CHECK(read->SerializeAsString() == past.opened.SerializeAsString());
  *get.mutable_read_time() = past.changed.update_time();
  CHECK(past.server.Call(&past.owner, &OpportunityStub::GetOpportunity, get)->SerializeAsString() ==
        past.changed.SerializeAsString());

  v1::BatchGetOpportunitiesRequest batch;
  batch.add_ids(past.opened.id());
  *batch.mutable_read_time() = past.then();
  CHECK(past.server.Call(&past.owner, &OpportunityStub::BatchGetOpportunities, batch)->opportunities(0).title() ==
        "Fifty desks");
}

TEST_CASE("an opportunity isn't there before it was created", "[history]") {
  Past past;
  v1::GetOpportunityRequest get;
  get.set_id(past.opened.id());
  *get.mutable_read_time() = past.pipeline.create_time();
  const auto read = past.server.Call(&past.owner, &OpportunityStub::GetOpportunity, get);
  CHECK(read.status.error_code() == grpc::StatusCode::NOT_FOUND);
  CHECK(ReasonOf(read.status) == "RECORD_NOT_FOUND");
}

TEST_CASE("an old version's etag changes nothing any more", "[history]") {
  Past past;
  v1::DeleteOpportunityRequest remove;
  remove.set_id(past.opened.id());
  remove.set_etag(past.opened.etag());
  CHECK(ReasonOf(past.server.Call(&past.owner, &OpportunityStub::DeleteOpportunity, remove).status) == "STALE_ETAG");
}

TEST_CASE("a list is filtered, ordered and paged as it was, and its pages don't change", "[history]") {
  Past past;
  const v1::Opportunity second = past.Open(past.Desks(2000));
  v1::ListOpportunitiesRequest list;
  *list.mutable_read_time() = second.update_time();
  list.set_filter("amount >= 1500");
  list.set_order_by("amount");
  list.set_page_size(1);
  list.set_return_total_size(true);
  auto page = past.server.Call(&past.owner, &OpportunityStub::ListOpportunities, list);
  INFO(page.status.error_message());
  REQUIRE(page.ok());
  CHECK(page->total_size() == 2);
  CHECK(page->opportunities(0).title() == "Sixty desks");
  past.Open(past.Desks(1700));
  list.set_page_token(page->next_page_token());
  page = past.server.Call(&past.owner, &OpportunityStub::ListOpportunities, list);
  REQUIRE(page.ok());
  CHECK(page->opportunities(0).id() == second.id());
  CHECK(page->next_page_token().empty());
  *list.mutable_read_time() = past.then();
  CHECK(ReasonOf(past.server.Call(&past.owner, &OpportunityStub::ListOpportunities, list).status) ==
        "INVALID_PAGE_TOKEN");
  list.clear_page_token();
  list.set_filter("tags:vip OR amount >= 1500");
  CHECK(past.server.Call(&past.owner, &OpportunityStub::ListOpportunities, list)->opportunities_size() == 0);
}

TEST_CASE("a batch keeps every version that it supersedes, also two of one opportunity", "[history]") {
  Selling selling;
  std::vector<v1::Opportunity> opened;
  v1::BatchUpdateOpportunitiesRequest batch;
  for (int i = 0; i < 3; ++i) opened.push_back(selling.Open(selling.Desks(100 + i)));
  for (const char* const title : {"Chairs", "Lamps"}) {
    for (const v1::Opportunity& opportunity : opened) {
      v1::Opportunity* const update = batch.add_requests()->mutable_opportunity();
      update->set_id(opportunity.id());
      update->set_title(title);
    }
  }
  const auto updated = selling.server.Call(&selling.owner, &OpportunityStub::BatchUpdateOpportunities, batch);
  INFO(updated.status.error_message());
  REQUIRE(updated.ok());
  REQUIRE(updated->opportunities_size() == 6);
  const auto read = [&](const std::string& id, const Timestamp& time) {
    v1::GetOpportunityRequest get;
    get.set_id(id);
    *get.mutable_read_time() = time;
    const auto answer = selling.server.Call(&selling.owner, &OpportunityStub::GetOpportunity, get);
    INFO(answer.status.error_message());
    REQUIRE(answer.ok());
    return answer.response.SerializeAsString();
  };
  for (int i = 0; i < 3; ++i) {
    const v1::Opportunity& first = updated->opportunities(i);
    const v1::Opportunity& second = updated->opportunities(i + 3);
    CHECK(read(opened[i].id(), opened.back().update_time()) == opened[i].SerializeAsString());
    CHECK(read(first.id(), first.update_time()) == first.SerializeAsString());
    CHECK(read(second.id(), second.update_time()) == second.SerializeAsString());
    CHECK(first.title() == "Chairs");
    CHECK(first.etag() != second.etag());
  }
}

TEST_CASE("a moment that has not come, or is no moment, is refused and the field named", "[history]") {
  Past past;
  v1::GetOpportunityRequest get;
  get.set_id("nonsense");
  get.mutable_read_time()->set_nanos(-1);
  CHECK(FieldsOf(past.server.Call(&past.owner, &OpportunityStub::GetOpportunity, get).status) == "id,read_time");
  get.set_id(past.opened.id());
  *get.mutable_read_time() = past.Future();
  CHECK(FieldsOf(past.server.Call(&past.owner, &OpportunityStub::GetOpportunity, get).status) == "read_time");
  v1::GetPipelineViewRequest view;
  *view.mutable_read_time() = past.Future();
  CHECK(FieldsOf(past.server.Call(&past.owner, &PipelineStub::GetPipelineView, view).status) == "read_time");
  v1::ComparePipelineRequest compare;
  CHECK(FieldsOf(past.server.Call(&past.owner, &PipelineStub::ComparePipeline, compare).status) == "from_time");
  *compare.mutable_from_time() = past.changed.update_time();
  *compare.mutable_to_time() = past.then();
  compare.set_top_count(1001);
  compare.add_kinds(v1::PIPELINE_CHANGE_KIND_UNSPECIFIED);
  compare.set_owner_id("nobody");
  CHECK(FieldsOf(past.server.Call(&past.owner, &PipelineStub::ComparePipeline, compare).status) ==
        "to_time,owner_id,top_count,kinds[0]");
}

TEST_CASE("a pipeline and its view are shown as they were", "[history]") {
  Past past;
  v1::GetPipelineViewRequest view;
  view.set_pipeline_id(past.pipeline.id());
  *view.mutable_read_time() = past.then();
  const auto shown = past.server.Call(&past.owner, &PipelineStub::GetPipelineView, view);
  INFO(shown.status.error_message());
  REQUIRE(shown.ok());
  CHECK(shown->stages(0).count() == 1);
  CHECK(shown->stages(0).totals(0).amount().units() == 1000);
  CHECK(shown->stages(0).top_opportunities(0).title() == "Fifty desks");
  CHECK(shown->stages(1).count() == 0);

  v1::UpdatePipelineRequest rename;
  rename.mutable_pipeline()->set_id(past.pipeline.id());
  rename.mutable_pipeline()->set_name("Renamed");
  REQUIRE(past.server.Call(&past.owner, &PipelineStub::UpdatePipeline, rename).ok());
  v1::GetPipelineRequest get;
  get.set_id(past.pipeline.id());
  *get.mutable_read_time() = past.then();
  CHECK(past.server.Call(&past.owner, &PipelineStub::GetPipeline, get)->name() == "Projects");
}

TEST_CASE("what has changed in a pipeline is one call", "[history]") {
  Past past;
  past.Open(past.Desks(70));
  v1::ComparePipelineRequest compare;
  compare.set_pipeline_id(past.pipeline.id());
  *compare.mutable_from_time() = past.then();
  const auto compared = past.server.Call(&past.owner, &PipelineStub::ComparePipeline, compare);
  INFO(compared.status.error_message());
  REQUIRE(compared.ok());
  CHECK(compared->pipeline_name() == "Projects");
  CHECK(compared->from_time().seconds() == past.then().seconds());
  CHECK(compared->to_time().seconds() >= past.changed.update_time().seconds());
  REQUIRE(compared->groups_size() == 3);
  CHECK(compared->groups(0).kind() == v1::PIPELINE_CHANGE_KIND_NEW);
  CHECK(compared->groups(0).totals(0).amount_after().units() == 70);
  CHECK(compared->groups(1).kind() == v1::PIPELINE_CHANGE_KIND_MOVED);
  CHECK(compared->groups(2).kind() == v1::PIPELINE_CHANGE_KIND_RAISED);
  const v1::PipelineChangeGroup& raised = compared->groups(2);
  CHECK(raised.count() == 1);
  CHECK(raised.totals(0).count() == 1);
  CHECK(raised.totals(0).amount_before().units() == 1000);
  CHECK(raised.totals(0).amount_after().units() == 1500);
  REQUIRE(raised.top_changes_size() == 1);
  CHECK(raised.top_changes(0).opportunity_id() == past.opened.id());
  CHECK(raised.top_changes(0).before().title() == "Fifty desks");
  CHECK(raised.top_changes(0).before().stage_name() == "Talk");
  CHECK(raised.top_changes(0).after().title() == "Sixty desks");
  CHECK(raised.top_changes(0).after().stage_name() == "Offer");
  CHECK(raised.top_changes(0).after().status() == v1::OPPORTUNITY_STATUS_OPEN);
  CHECK(raised.top_changes(0).after().probability() == 50);
  CHECK(raised.top_changes(0).after().owner_id() == past.owner.user_id);
}

}  // namespace
}  // namespace pipewright::sales
