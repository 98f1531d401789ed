#include <catch2/catch.hpp>
#include <string>

#include "pipewright/integration/v1/transaction_service.grpc.pb.h"
#include "pipewright/organization/v1/business_unit_service.grpc.pb.h"
#include "tests/support/server/test_server.h"

namespace pipewright::organization {
namespace {

using grpc::StatusCode;
using testing::FieldsOf;
using testing::ReasonOf;
using Stub = v1::BusinessUnitService::Stub;

struct Office {
  testing::TestServer& server = testing::TestServer::Get();
  testing::TestCaller owner = server.SignUp();

  static v1::CreateBusinessUnitRequest Named(const std::string& name, const std::string& parent = "") {
    v1::CreateBusinessUnitRequest request;
    request.mutable_business_unit()->set_name(name);
    request.mutable_business_unit()->set_parent_business_unit_id(parent);
    return request;
  }
  v1::BusinessUnit Create(const std::string& name, const std::string& parent = "") {
    const auto created = server.Call(&owner, &Stub::CreateBusinessUnit, Named(name, parent));
    INFO(created.status.error_message());
    REQUIRE(created.ok());
    return created.response;
  }
  std::string NamesOf(const std::string& filter, const std::string& order_by = "name") {
    v1::ListBusinessUnitsRequest request;
    request.set_filter(filter);
    request.set_order_by(order_by);
    const auto page = server.Call(&owner, &Stub::ListBusinessUnits, request);
    INFO(page.status.error_message());
    REQUIRE(page.ok());
    std::string names;
    for (const v1::BusinessUnit& unit : page->business_units()) names += unit.name() + " ";
    return names;
  }
};

template <class Request>
Request For(const v1::BusinessUnit& unit) {
  Request request;
  request.set_id(unit.id());
  return request;
}

TEST_CASE("whether a business unit is active is told, and changed by methods of its own", "[business_unit]") {
  Office office;
  const v1::BusinessUnit north = office.Create("North");
  CHECK(north.has_active());
  CHECK(north.active());
  const auto inactive =
      office.server.Call(&office.owner, &Stub::DeactivateBusinessUnit, For<v1::DeactivateBusinessUnitRequest>(north));
  REQUIRE(inactive.ok());
  CHECK(inactive->has_active());
  CHECK_FALSE(inactive->active());

  v1::UpdateBusinessUnitRequest update;
  *update.mutable_business_unit() = inactive.response;
  update.mutable_business_unit()->set_description("Closed");
  update.mutable_update_mask()->add_paths("*");
  CHECK(office.server.Call(&office.owner, &Stub::UpdateBusinessUnit, update).ok());
  update.mutable_business_unit()->clear_etag();
  update.mutable_business_unit()->clear_active();  // a full replacement keeps what it doesn't say
  CHECK_FALSE(office.server.Call(&office.owner, &Stub::UpdateBusinessUnit, update)->active());
  update.mutable_business_unit()->set_active(true);
  CHECK(FieldsOf(office.server.Call(&office.owner, &Stub::UpdateBusinessUnit, update).status) ==
        "business_unit.active");

  const auto below = office.server.Call(&office.owner, &Stub::CreateBusinessUnit, Office::Named("New", north.id()));
  CHECK(ReasonOf(below.status) == "BUSINESS_UNIT_INACTIVE");
  REQUIRE(
      office.server.Call(&office.owner, &Stub::ActivateBusinessUnit, For<v1::ActivateBusinessUnitRequest>(north)).ok());
  CHECK(office.server.Call(&office.owner, &Stub::CreateBusinessUnit, Office::Named("New", north.id())).ok());
}

TEST_CASE("business units are found by their place and by who leads them", "[business_unit]") {
  Office office;
  const v1::BusinessUnit top = office.Create("Top");
  office.Create("North", top.id());
  v1::CreateBusinessUnitRequest south = Office::Named("South", top.id());
  south.mutable_business_unit()->set_lead_user_id(office.owner.user_id);
  REQUIRE(office.server.Call(&office.owner, &Stub::CreateBusinessUnit, south).ok());
  CHECK(office.NamesOf("-parent_business_unit_id:*") == "Top ");
  CHECK(office.NamesOf("parent_business_unit.name = \"Top\"", "name desc") == "South North ");
  CHECK(office.NamesOf("lead = me() active = true") == "South ");
}

TEST_CASE("a business unit that is in use isn't deleted", "[business_unit]") {
  Office office;
  const v1::BusinessUnit top = office.Create("Top");
  const v1::BusinessUnit below = office.Create("Below", top.id());
  const auto refused =
      office.server.Call(&office.owner, &Stub::DeleteBusinessUnit, For<v1::DeleteBusinessUnitRequest>(top));
  CHECK(refused.status.error_code() == StatusCode::FAILED_PRECONDITION);
  CHECK(ReasonOf(refused.status) == "RECORD_IN_USE");
  // Together, what stands below goes first.
  v1::BatchDeleteBusinessUnitsRequest both;
  *both.add_requests() = For<v1::DeleteBusinessUnitRequest>(below);
  *both.add_requests() = For<v1::DeleteBusinessUnitRequest>(top);
  const auto deleted = office.server.Call(&office.owner, &Stub::BatchDeleteBusinessUnits, both);
  INFO(deleted.status.error_message());
  CHECK(deleted.ok());
}

TEST_CASE("a tree of business units is made by one transaction", "[business_unit][transaction]") {
  Office office;
  integration::v1::ExecuteRequest request;
  auto& top = *request.add_steps();
  top.set_name("top");
  *top.mutable_create_business_unit() = Office::Named("Top");
  *request.add_steps()->mutable_create_business_unit() = Office::Named("North", "$top");
  const auto answer = office.server.Call(&office.owner, &integration::v1::TransactionService::Stub::Execute, request);
  INFO(answer.status.error_message());
  REQUIRE(answer.ok());
  CHECK(answer->answers(1).business_unit().parent_business_unit_id() == answer->answers(0).business_unit().id());
}

}  // namespace
}  // namespace pipewright::organization
