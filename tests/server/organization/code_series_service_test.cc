#include <catch2/catch.hpp>

#include "pipewright/organization/v1/code_series_service.grpc.pb.h"
#include "tests/server/sales/selling.h"

namespace pipewright::organization {
namespace {

using testing::FieldsOf;
using testing::ReasonOf;
using Stub = v1::CodeSeriesService::Stub;

v1::UpdateCodeSeriesRequest Deals() {
  v1::UpdateCodeSeriesRequest request;
  request.mutable_code_series()->set_entity(v1::CODE_SERIES_ENTITY_OPPORTUNITY);
  request.mutable_code_series()->set_prefix("DEAL-");
  request.mutable_code_series()->set_width(4);
  return request;
}

TEST_CASE("a tenant numbers its opportunities in its own way from then on", "[codes]") {
  sales::Selling selling;
  CHECK(selling.Open(selling.Desks()).code() == "OPP-000001");
  const auto updated = selling.server.Call(&selling.owner, &Stub::UpdateCodeSeries, Deals());
  INFO(updated.status.error_message());
  REQUIRE(updated.ok());
  CHECK(updated->etag() == "1");
  CHECK(updated->updated_by() == selling.owner.user_id);
  const sales::v1::Opportunity second = selling.Open(selling.Desks());
  CHECK(second.code() == "DEAL-0002");

  sales::v1::ListOpportunitiesRequest list;
  list.set_filter("code = \"DEAL-0002\"");
  list.set_order_by("code desc");
  const auto found = selling.server.Call(&selling.owner, &sales::OpportunityStub::ListOpportunities, list);
  INFO(found.status.error_message());
  REQUIRE(found.ok());
  REQUIRE(found->opportunities_size() == 1);
  CHECK(found->opportunities(0).id() == second.id());

  sales::v1::UpdateOpportunityRequest update;
  update.mutable_opportunity()->set_id(second.id());
  update.mutable_opportunity()->set_code("X");
  update.mutable_opportunity()->set_title("Sixty desks");
  CHECK(selling.server.Call(&selling.owner, &sales::OpportunityStub::UpdateOpportunity, update)->code() == "DEAL-0002");
}

TEST_CASE("series are listed as they are, changed or not", "[codes]") {
  testing::TestServer& server = testing::TestServer::Get();
  const testing::TestCaller owner = server.SignUp();
  REQUIRE(server.Call(&owner, &Stub::UpdateCodeSeries, Deals()).ok());
  const auto listed = server.Call(&owner, &Stub::ListCodeSeries, v1::ListCodeSeriesRequest());
  REQUIRE(listed.ok());
  for (const v1::CodeSeries& series : listed->code_series()) {
    CHECK_FALSE(series.prefix().empty());
    const bool changed = series.entity() == v1::CODE_SERIES_ENTITY_OPPORTUNITY;
    CHECK(series.etag() == (changed ? "1" : ""));
    CHECK(series.has_update_time() == changed);
    CHECK(series.width() == (changed ? 4 : 6));
  }
}

TEST_CASE("what is wrong with a series is told at once, and a stale one is refused", "[codes]") {
  testing::TestServer& server = testing::TestServer::Get();
  const testing::TestCaller owner = server.SignUp();
  v1::UpdateCodeSeriesRequest wrong = Deals();
  wrong.mutable_code_series()->set_prefix("deal");
  wrong.mutable_code_series()->set_width(13);
  CHECK(FieldsOf(server.Call(&owner, &Stub::UpdateCodeSeries, wrong).status) == "code_series.prefix,code_series.width");
  wrong = Deals();
  wrong.mutable_code_series()->clear_entity();
  CHECK(FieldsOf(server.Call(&owner, &Stub::UpdateCodeSeries, wrong).status) == "code_series.entity");
  v1::UpdateCodeSeriesRequest again = Deals();
  again.mutable_code_series()->set_etag(server.Call(&owner, &Stub::UpdateCodeSeries, Deals())->etag());
  again.mutable_code_series()->set_width(5);
  REQUIRE(server.Call(&owner, &Stub::UpdateCodeSeries, again).ok());
  again.mutable_code_series()->set_width(6);
  CHECK(ReasonOf(server.Call(&owner, &Stub::UpdateCodeSeries, again).status) == "STALE_ETAG");
}

TEST_CASE("a member doesn't say how records are numbered", "[codes]") {
  testing::TestServer& server = testing::TestServer::Get();
  const testing::TestCaller owner = server.SignUp();
  const testing::TestCaller member = server.AddMember(owner, "MEMBER");
  CHECK(ReasonOf(server.Call(&member, &Stub::UpdateCodeSeries, Deals()).status) == "PERMISSION_DENIED");
}

}  // namespace
}  // namespace pipewright::organization
