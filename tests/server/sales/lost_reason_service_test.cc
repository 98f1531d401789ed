#include <catch2/catch.hpp>

#include "pipewright/sales/v1/lost_reason_service.grpc.pb.h"
#include "tests/server/sales/selling.h"

namespace pipewright::sales {
namespace {

using Stub = v1::LostReasonService::Stub;

TEST_CASE("an opportunity is lost for a reason of the list, which a member reads and does not write", "[lost_reason]") {
  Selling selling;
  v1::CreateLostReasonRequest create;
  create.mutable_lost_reason()->set_name("Price");
  const testing::TestCaller member = selling.server.AddMember(selling.owner, "MEMBER");
  CHECK(selling.server.Call(&member, &Stub::CreateLostReason, create).status.error_code() ==
        grpc::StatusCode::PERMISSION_DENIED);
  const auto created = selling.server.Call(&selling.owner, &Stub::CreateLostReason, create);
  INFO(created.status.error_message());
  REQUIRE(created.ok());
  CHECK(created->active());
  CHECK(selling.server.Call(&member, &Stub::ListLostReasons, {})->lost_reasons_size() == 1);

  const v1::Opportunity opened = selling.Open(selling.Desks());
  v1::LoseOpportunityRequest lose;
  lose.set_id(opened.id());
  lose.set_lost_reason("They liked the other logo");
  const auto refused = selling.server.Call(&selling.owner, &OpportunityStub::LoseOpportunity, lose);
  CHECK(refused.status.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
  CHECK(testing::ReasonOf(refused.status) == "UNKNOWN_LOST_REASON");
  CHECK_THAT(refused.status.error_message(), Catch::Contains("Price"));
  lose.set_lost_reason("PRICE");
  const auto lost = selling.server.Call(&selling.owner, &OpportunityStub::LoseOpportunity, lose);
  REQUIRE(lost.ok());
  CHECK(lost->lost_reason() == "Price");
}

}  // namespace
}  // namespace pipewright::sales
