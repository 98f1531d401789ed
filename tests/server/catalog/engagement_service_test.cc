// Offerings and engagements over the wire: what the suites of the standard methods don't know.
#include <catch2/catch.hpp>
#include <string>

#include "pipewright/catalog/v1/engagement_service.grpc.pb.h"
#include "pipewright/catalog/v1/offering_service.grpc.pb.h"
#include "tests/server/sales/selling.h"

namespace pipewright::catalog {
namespace {

using sales::Selling;
using testing::FieldsOf;
using testing::ReasonOf;
using EngagementStub = v1::EngagementService::Stub;
using OfferingStub = v1::OfferingService::Stub;

v1::CreateOfferingRequest Care() {
  v1::CreateOfferingRequest request;
  request.mutable_offering()->set_name("Care");
  return request;
}

TEST_CASE("an offering is on sale unless it is said not to be, and an update doesn't change that", "[catalog]") {
  Selling test;
  const auto created = test.server.Call(&test.owner, &OfferingStub::CreateOffering, Care());
  REQUIRE(created.ok());
  CHECK(created->active());
  v1::CreateOfferingRequest off = Care();
  off.mutable_offering()->set_active(false);
  CHECK_FALSE(test.server.Call(&test.owner, &OfferingStub::CreateOffering, off)->active());

  v1::UpdateOfferingRequest update;
  update.mutable_offering()->set_id(created->id());
  update.mutable_offering()->set_active(false);
  CHECK(FieldsOf(test.server.Call(&test.owner, &OfferingStub::UpdateOffering, update).status) == "offering.active");
  v1::DeactivateOfferingRequest deactivate;
  deactivate.set_id(created->id());
  CHECK_FALSE(test.server.Call(&test.owner, &OfferingStub::DeactivateOffering, deactivate)->active());
  CHECK(ReasonOf(test.server.Call(&test.owner, &OfferingStub::DeactivateOffering, deactivate).status) ==
        "INVALID_OFFERING_STATE");
}

TEST_CASE("a wrong price is named by its place", "[catalog]") {
  Selling test;
  v1::CreateOfferingRequest request = Care();
  request.mutable_offering()->add_prices()->set_currency_code("EUR");
  request.mutable_offering()->add_prices()->set_currency_code("XXX");
  CHECK(FieldsOf(test.server.Call(&test.owner, &OfferingStub::CreateOffering, request).status) ==
        "offering.prices[1].currency_code");
  request.mutable_offering()->mutable_prices(1)->set_currency_code("EUR");
  CHECK(FieldsOf(test.server.Call(&test.owner, &OfferingStub::CreateOffering, request).status) == "offering.prices[1]");
}

TEST_CASE("members read the catalog and don't change it", "[catalog]") {
  Selling test;
  const testing::TestCaller member = test.server.AddMember(test.owner, "MEMBER");
  CHECK(test.server.Call(&member, &OfferingStub::CreateOffering, Care()).status.error_code() ==
        grpc::StatusCode::PERMISSION_DENIED);
  REQUIRE(test.server.Call(&test.owner, &OfferingStub::CreateOffering, Care()).ok());
  const auto listed = test.server.Call(&member, &OfferingStub::ListOfferings, v1::ListOfferingsRequest());
  REQUIRE(listed.ok());
  CHECK(listed->offerings_size() == 1);
}

TEST_CASE("an engagement ends by its own method, and stays readable when its offering is deleted", "[catalog]") {
  Selling test;
  const auto offering = test.server.Call(&test.owner, &OfferingStub::CreateOffering, Care());
  v1::CreateEngagementRequest create;
  create.mutable_engagement()->set_account_id(test.CreateAccount());
  create.mutable_engagement()->set_offering_id(offering->id());
  const auto created = test.server.Call(&test.owner, &EngagementStub::CreateEngagement, create);
  INFO(created.status.error_message());
  REQUIRE(created.ok());
  CHECK(created->status() == v1::ENGAGEMENT_STATUS_ACTIVE);

  v1::DeleteOfferingRequest remove;
  remove.set_id(offering->id());
  REQUIRE(test.server.Call(&test.owner, &OfferingStub::DeleteOffering, remove).ok());
  v1::EndEngagementRequest end;
  end.set_id(created->id());
  end.mutable_end_date()->set_year(2026);
  end.mutable_end_date()->set_month(2);
  end.mutable_end_date()->set_day(30);
  CHECK(FieldsOf(test.server.Call(&test.owner, &EngagementStub::EndEngagement, end).status) == "end_date");
  end.mutable_end_date()->set_day(28);
  const auto ended = test.server.Call(&test.owner, &EngagementStub::EndEngagement, end);
  REQUIRE(ended.ok());
  CHECK(ended->status() == v1::ENGAGEMENT_STATUS_ENDED);
  CHECK(ended->end_date().day() == 28);
  CHECK(ended->offering_id() == offering->id());
  CHECK(ReasonOf(test.server.Call(&test.owner, &EngagementStub::CreateEngagement, create).status) == "RECORD_DELETED");
}

TEST_CASE("engagements are found by what their offering and account are", "[catalog]") {
  Selling test;
  const auto offering = test.server.Call(&test.owner, &OfferingStub::CreateOffering, Care());
  v1::CreateEngagementRequest create;
  create.mutable_engagement()->set_account_id(test.CreateAccount());
  create.mutable_engagement()->set_offering_id(offering->id());
  REQUIRE(test.server.Call(&test.owner, &EngagementStub::CreateEngagement, create).ok());
  const auto count = [&](const std::string& filter) {
    v1::ListEngagementsRequest list;
    list.set_filter(filter);
    const auto listed = test.server.Call(&test.owner, &EngagementStub::ListEngagements, list);
    INFO(listed.status.error_message());
    REQUIRE(listed.ok());
    return listed->engagements_size();
  };
  CHECK(count(R"(offering.name = "Care" AND account.name = "Acme" AND status = ACTIVE)") == 1);
  CHECK(count(R"(offering.name = "Cover")") == 0);
}

}  // namespace
}  // namespace pipewright::catalog
