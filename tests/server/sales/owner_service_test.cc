// Who may be given records, through a channel.
#include <catch2/catch.hpp>
#include <string>

#include "pipewright/organization/v1/member_service.grpc.pb.h"
#include "tests/server/sales/selling.h"
#include "tests/support/server/roles.h"

namespace pipewright::sales {
namespace {

using grpc::StatusCode;
using testing::ReasonOf;
using testing::TestCaller;
using AccountStub = v1::AccountService::Stub;
namespace org = organization::v1;
using MemberStub = org::MemberService::Stub;

struct Owners : Selling {
  v1::CreateAccountRequest OwnedBy(const std::string& user) {
    v1::CreateAccountRequest request;
    request.mutable_account()->set_name("Acme");
    request.mutable_account()->set_owner_id(user);
    return request;
  }
  std::string ReasonFor(const TestCaller& caller) {
    const auto answer = server.Call(&owner, &AccountStub::CreateAccount, OwnedBy(caller.user_id));
    return answer.ok() ? "" : ReasonOf(answer.status);
  }
  std::string MemberId(const TestCaller& caller) {
    org::ListMembersRequest request;
    request.set_filter("user_id = \"" + caller.user_id + "\"");
    return server.Call(&owner, &MemberStub::ListMembers, request)->members(0).id();
  }
};

TEST_CASE("an account is given to members who may change accounts", "[account][owner]") {
  Owners test;
  const TestCaller seller = test.server.AddMember(test.owner, "MEMBER");
  const TestCaller viewer = test.server.AddMember(test.owner, "VIEWER");
  testing::AddRole(test.owner.tenant_id, "TASKS", "task:*=OWN;account:read=ALL");
  testing::AddRole(test.owner.tenant_id, "ACCOUNTS", "account:*=OWN");
  CHECK(test.ReasonFor(seller).empty());
  CHECK(test.ReasonFor(test.server.AddMember(test.owner, "ACCOUNTS")).empty());
  CHECK(test.ReasonFor(viewer) == "OWNER_NOT_ELIGIBLE");
  CHECK(test.ReasonFor(test.server.AddMember(test.owner, "TASKS")) == "OWNER_NOT_ELIGIBLE");

  v1::BatchCreateAccountsRequest batch;
  *batch.add_requests() = test.OwnedBy(seller.user_id);
  *batch.add_requests() = test.OwnedBy(viewer.user_id);
  batch.set_allow_partial(true);
  const auto some = test.server.Call(&test.owner, &AccountStub::BatchCreateAccounts, batch);
  REQUIRE(some.ok());
  CHECK(some->accounts(0).owner_id() == seller.user_id);
  CHECK(some->failed_requests().at(1).code() == StatusCode::FAILED_PRECONDITION);
}

TEST_CASE("nobody is given an account while they are suspended", "[account][owner]") {
  Owners test;
  const TestCaller seller = test.server.AddMember(test.owner, "MEMBER");
  org::SuspendMemberRequest suspend;
  suspend.set_id(test.MemberId(seller));
  REQUIRE(test.server.Call(&test.owner, &MemberStub::SuspendMember, suspend).ok());
  CHECK(test.ReasonFor(seller) == "OWNER_NOT_ELIGIBLE");
  org::ReactivateMemberRequest back;
  back.set_id(suspend.id());
  REQUIRE(test.server.Call(&test.owner, &MemberStub::ReactivateMember, back).ok());
  CHECK(test.ReasonFor(seller).empty());
}

}  // namespace
}  // namespace pipewright::sales
