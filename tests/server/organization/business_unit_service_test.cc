#include <catch2/catch.hpp>
#include <string>

#include "pipewright/integration/v1/transaction_service.grpc.pb.h"
#include "pipewright/organization/v1/business_unit_service.grpc.pb.h"
#include "pipewright/organization/v1/member_service.grpc.pb.h"
#include "pipewright/sales/v1/account_service.grpc.pb.h"
#include "pipewright/sales/v1/opportunity_service.grpc.pb.h"
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
  CHECK_FALSE(office.server.Call(&office.owner, &Stub::UpdateBusinessUnit, update)->active());
  update.mutable_update_mask()->Clear();
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

// An office with the unit North, and a seller who belongs to it.
struct Sellers : Office {
  v1::BusinessUnit north = Create("North");
  testing::TestCaller seller = server.AddMember(owner, "MEMBER");

  Sellers() {
    v1::UpdateMemberRequest request;
    request.mutable_member()->set_id(MemberId(seller.user_id));
    request.mutable_member()->set_business_unit_id(north.id());
    const auto updated = server.Call(&owner, &v1::MemberService::Stub::UpdateMember, request);
    INFO(updated.status.error_message());
    REQUIRE(updated.ok());
    CHECK(updated->business_unit_id() == north.id());
  }
  std::string MemberId(const std::string& user_id) {
    v1::ListMembersRequest request;
    request.set_filter("user_id = \"" + user_id + "\"");
    return server.Call(&owner, &v1::MemberService::Stub::ListMembers, request)->members(0).id();
  }
  testing::Answer<sales::v1::Account> Sell(const testing::TestCaller& caller, const std::string& unit = "") {
    sales::v1::CreateAccountRequest request;
    request.mutable_account()->set_name("Acme");
    request.mutable_account()->set_business_unit_id(unit);
    return server.Call(&caller, &sales::v1::AccountService::Stub::CreateAccount, request);
  }
  testing::Answer<sales::v1::Opportunity> Open(const testing::TestCaller& caller, const std::string& owner_id = "") {
    sales::v1::CreateOpportunityRequest request;
    request.mutable_opportunity()->set_title("Fifty desks");
    request.mutable_opportunity()->set_owner_id(owner_id);
    return server.Call(&caller, &sales::v1::OpportunityService::Stub::CreateOpportunity, request);
  }
};

TEST_CASE("what a member sells is of their business unit from the next call on", "[business_unit]") {
  Sellers office;
  CHECK(office.Sell(office.seller)->business_unit_id() == office.north.id());
  CHECK(office.Open(office.seller)->business_unit_id() == office.north.id());
  CHECK(office.Open(office.owner, office.seller.user_id)->business_unit_id() == office.north.id());
  CHECK(office.Sell(office.owner)->business_unit_id().empty());
  REQUIRE(office.server
              .Call(&office.owner, &Stub::DeactivateBusinessUnit, For<v1::DeactivateBusinessUnitRequest>(office.north))
              .ok());
  CHECK(office.Sell(office.seller)->business_unit_id().empty());
  const auto named = office.Sell(office.seller, office.north.id());
  CHECK(named.status.error_code() == StatusCode::FAILED_PRECONDITION);
  CHECK(ReasonOf(named.status) == "BUSINESS_UNIT_INACTIVE");
}

TEST_CASE("another tenant's business unit is none", "[business_unit]") {
  Sellers office;
  Office other;
  const auto stolen = office.Sell(office.owner, other.Create("Theirs").id());
  CHECK(ReasonOf(stolen.status) == "REFERENCE_NOT_FOUND");
}

TEST_CASE("records are found by the name of their business unit", "[business_unit]") {
  Sellers office;
  const std::string theirs = office.Sell(office.seller)->id();
  REQUIRE(office.Sell(office.owner).ok());
  sales::v1::ListAccountsRequest accounts;
  accounts.set_filter("business_unit.name = \"North\"");
  const auto found = office.server.Call(&office.owner, &sales::v1::AccountService::Stub::ListAccounts, accounts);
  INFO(found.status.error_message());
  REQUIRE(found->accounts_size() == 1);
  CHECK(found->accounts(0).id() == theirs);
  v1::ListMembersRequest members;
  members.set_filter("business_unit.name = \"North\"");
  const auto staff = office.server.Call(&office.owner, &v1::MemberService::Stub::ListMembers, members);
  REQUIRE(staff->members_size() == 1);
  CHECK(staff->members(0).user_id() == office.seller.user_id);
  sales::v1::ListOpportunitiesRequest opportunities;
  opportunities.set_filter("business_unit.name = \"North\"");
  REQUIRE(office.Open(office.seller).ok());
  REQUIRE(office.Open(office.owner).ok());
  CHECK(office.server.Call(&office.owner, &sales::v1::OpportunityService::Stub::ListOpportunities, opportunities)
            ->opportunities_size() == 1);
}

TEST_CASE("a full replacement that names no business unit keeps it, a mask that names it clears it",
          "[business_unit]") {
  Sellers office;
  sales::v1::UpdateAccountRequest update;
  *update.mutable_account() = office.Sell(office.seller).response;
  update.mutable_account()->clear_business_unit_id();
  update.mutable_account()->clear_etag();
  update.mutable_update_mask()->add_paths("*");
  using Accounts = sales::v1::AccountService::Stub;
  CHECK(office.server.Call(&office.seller, &Accounts::UpdateAccount, update)->business_unit_id() == office.north.id());
  update.mutable_update_mask()->set_paths(0, "business_unit_id");
  const auto cleared = office.server.Call(&office.seller, &Accounts::UpdateAccount, update);
  REQUIRE(cleared.ok());
  CHECK(cleared->business_unit_id().empty());
}

TEST_CASE("an opportunity's business unit is read as it was", "[business_unit][history]") {
  Sellers office;
  const auto opened = office.Open(office.seller);
  REQUIRE(opened.ok());
  sales::v1::UpdateOpportunityRequest update;
  update.mutable_opportunity()->set_id(opened->id());
  update.mutable_update_mask()->add_paths("business_unit_id");
  using Opportunities = sales::v1::OpportunityService::Stub;
  REQUIRE(office.server.Call(&office.owner, &Opportunities::UpdateOpportunity, update).ok());
  sales::v1::ListOpportunitiesRequest list;
  list.set_filter("business_unit.name = \"North\"");
  CHECK(office.server.Call(&office.owner, &Opportunities::ListOpportunities, list)->opportunities_size() == 0);
  *list.mutable_read_time() = opened->update_time();
  const auto then = office.server.Call(&office.owner, &Opportunities::ListOpportunities, list);
  INFO(then.status.error_message());
  REQUIRE(then->opportunities_size() == 1);
  CHECK(then->opportunities(0).business_unit_id() == office.north.id());
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
