#include <catch2/catch.hpp>

#include "pipewright/organization/v1/auth_service.grpc.pb.h"
#include "pipewright/organization/v1/member_service.grpc.pb.h"
#include "pipewright/organization/v1/role_service.grpc.pb.h"
#include "pipewright/sales/v1/account_service.grpc.pb.h"
#include "tests/support/server/test_server.h"

namespace pipewright::organization {
namespace {

using testing::Answer;
using testing::FieldsOf;
using testing::ReasonOf;
using testing::TestCaller;
using testing::TestServer;
using Members = v1::MemberService::Stub;

v1::Member MemberOf(const TestCaller& reader, const std::string& user_id) {
  const auto page = TestServer::Get().Call(&reader, &Members::ListMembers, v1::ListMembersRequest());
  REQUIRE(page.ok());
  for (const v1::Member& member : page->members()) {
    if (member.user_id() == user_id) return member;
  }
  FAIL("no member with that user");
  return v1::Member();
}

template <class Request>
Request Target(const v1::Member& member) {
  Request request;
  request.set_id(member.id());
  return request;
}

Answer<v1::Member> SetRoles(const TestCaller& caller, const v1::Member& member, const std::string& role) {
  v1::UpdateMemberRequest request;
  request.mutable_member()->set_id(member.id());
  request.mutable_member()->add_roles(role);
  return TestServer::Get().Call(&caller, &Members::UpdateMember, request);
}

bool CanRead(const TestCaller& caller) {
  using Accounts = sales::v1::AccountService::Stub;
  return TestServer::Get().Call(&caller, &Accounts::ListAccounts, sales::v1::ListAccountsRequest()).ok();
}

TEST_CASE("a new member signs in and has what the role grants", "[member]") {
  TestServer& server = TestServer::Get();
  const TestCaller owner = server.SignUp();
  const TestCaller viewer = server.AddMember(owner, "VIEWER");
  CHECK(viewer.tenant_id == owner.tenant_id);
  CHECK(CanRead(viewer));
  sales::v1::CreateAccountRequest create;
  create.mutable_account()->set_name("Acme");
  CHECK(ReasonOf(server.Call(&viewer, &sales::v1::AccountService::Stub::CreateAccount, create).status) ==
        "PERMISSION_DENIED");
  const v1::Member member = MemberOf(owner, viewer.user_id);
  CHECK(member.given_name() == "Max");
  CHECK(member.roles(0) == "VIEWER");
  CHECK(member.status() == v1::MEMBER_STATUS_ACTIVE);
  CHECK(member.created_by() == owner.user_id);
}

TEST_CASE("the last active owner stays", "[member]") {
  TestServer& server = TestServer::Get();
  const TestCaller owner = server.SignUp();
  const v1::Member self = MemberOf(owner, owner.user_id);
  CHECK(ReasonOf(SetRoles(owner, self, "MEMBER").status) == "LAST_OWNER");
  CHECK(ReasonOf(server.Call(&owner, &Members::SuspendMember, Target<v1::SuspendMemberRequest>(self)).status) ==
        "LAST_OWNER");
  CHECK(ReasonOf(server.Call(&owner, &Members::RemoveMember, Target<v1::RemoveMemberRequest>(self)).status) ==
        "LAST_OWNER");
  const TestCaller second = server.AddMember(owner, "OWNER");
  CHECK(SetRoles(owner, self, "MEMBER").ok());
  CHECK(ReasonOf(SetRoles(second, MemberOf(second, second.user_id), "ADMIN").status) == "LAST_OWNER");
}

TEST_CASE("nobody hands out or takes away more than they hold", "[member]") {
  TestServer& server = TestServer::Get();
  const TestCaller owner = server.SignUp();
  const TestCaller admin = server.AddMember(owner, "ADMIN");
  const v1::Member member = MemberOf(owner, server.AddMember(admin, "MEMBER").user_id);
  CHECK(SetRoles(admin, member, "ADMIN").ok());
  CHECK(ReasonOf(SetRoles(admin, member, "OWNER").status) == "PERMISSION_DENIED");
  const v1::Member boss = MemberOf(owner, owner.user_id);
  CHECK(ReasonOf(server.Call(&admin, &Members::SuspendMember, Target<v1::SuspendMemberRequest>(boss)).status) ==
        "PERMISSION_DENIED");
  CHECK(FieldsOf(SetRoles(owner, member, "KING").status) == "member.roles[0]");
}

TEST_CASE("a suspended member is kept out at once, until reactivated", "[member]") {
  TestServer& server = TestServer::Get();
  const TestCaller owner = server.SignUp();
  const TestCaller caller = server.AddMember(owner, "MEMBER");
  const v1::Member member = MemberOf(owner, caller.user_id);
  REQUIRE(CanRead(caller));
  REQUIRE(server.Call(&owner, &Members::SuspendMember, Target<v1::SuspendMemberRequest>(member)).ok());
  CHECK_FALSE(CanRead(caller));
  CHECK(ReasonOf(server.Call(&caller, &Members::ListMembers, v1::ListMembersRequest()).status) ==
        "MEMBERSHIP_SUSPENDED");
  REQUIRE(server.Call(&owner, &Members::ReactivateMember, Target<v1::ReactivateMemberRequest>(member)).ok());
  CHECK(CanRead(caller));
}

TEST_CASE("a change of roles counts from the next call", "[member]") {
  TestServer& server = TestServer::Get();
  const TestCaller owner = server.SignUp();
  const TestCaller caller = server.AddMember(owner, "VIEWER");
  sales::v1::CreateAccountRequest create;
  create.mutable_account()->set_name("Acme");
  using Accounts = sales::v1::AccountService::Stub;
  CHECK_FALSE(server.Call(&caller, &Accounts::CreateAccount, create).ok());
  REQUIRE(SetRoles(owner, MemberOf(owner, caller.user_id), "MEMBER").ok());
  CHECK(server.Call(&caller, &Accounts::CreateAccount, create).ok());
}

TEST_CASE("a removed member has no access, stays readable, and may be invited again", "[member]") {
  TestServer& server = TestServer::Get();
  const TestCaller owner = server.SignUp();
  const TestCaller caller = server.AddMember(owner, "MEMBER");
  const v1::Member member = MemberOf(owner, caller.user_id);
  REQUIRE(server.Call(&owner, &Members::RemoveMember, Target<v1::RemoveMemberRequest>(member)).ok());
  CHECK(ReasonOf(server.Call(&caller, &Members::ListMembers, v1::ListMembersRequest()).status) == "TENANT_REQUIRED");
  CHECK(server.Call(&owner, &Members::GetMember, Target<v1::GetMemberRequest>(member))->has_delete_time());

  v1::AddMemberRequest again;
  *again.mutable_member() = member;
  again.set_initial_password("is not looked at by then");
  const auto back = server.Call(&owner, &Members::AddMember, again);
  REQUIRE(back.ok());
  CHECK(back->id() == member.id());
  CHECK(back->user_id() == caller.user_id);
  CHECK(back->status() == v1::MEMBER_STATUS_INVITED);
  CHECK_FALSE(CanRead(caller));
  CHECK(ReasonOf(server.Call(&owner, &Members::AddMember, again).status) == "RECORD_EXISTS");
}

TEST_CASE("a reporting line has no circle, and a manager reaches all of it", "[member]") {
  TestServer& server = TestServer::Get();
  const TestCaller owner = server.SignUp();
  const TestCaller manager = server.AddMember(owner, "MANAGER");
  const TestCaller lead = server.AddMember(owner, "MEMBER", manager.user_id);
  const TestCaller agent = server.AddMember(owner, "MEMBER", lead.user_id);

  v1::UpdateMemberRequest circle;
  circle.mutable_member()->set_id(MemberOf(owner, manager.user_id).id());
  circle.mutable_member()->set_manager_id(agent.user_id);
  CHECK(ReasonOf(server.Call(&owner, &Members::UpdateMember, circle).status) == "CYCLE");

  using Accounts = sales::v1::AccountService::Stub;
  sales::v1::CreateAccountRequest create;
  create.mutable_account()->set_name("Acme");
  const auto account = server.Call(&agent, &Accounts::CreateAccount, create);
  REQUIRE(account.ok());
  sales::v1::GetAccountRequest get;
  get.set_id(account->id());
  CHECK(server.Call(&manager, &Accounts::GetAccount, get).ok());
  CHECK_FALSE(server.Call(&lead, &Accounts::GetAccount, get).ok());
}

TEST_CASE("the built-in roles are listed, widest first", "[member]") {
  TestServer& server = TestServer::Get();
  const TestCaller owner = server.SignUp();
  const auto roles = server.Call(&owner, &v1::RoleService::Stub::ListRoles, v1::ListRolesRequest());
  REQUIRE(roles.ok());
  REQUIRE(roles->roles_size() == 5);
  CHECK(roles->roles(0).name() == "OWNER");
  CHECK(roles->roles(4).name() == "VIEWER");
  CHECK(roles->roles(4).grants(0).action() == "read");
  CHECK(roles->next_page_token().empty());

  v1::ListRolesRequest request;
  request.set_page_size(3);
  const auto first = server.Call(&owner, &v1::RoleService::Stub::ListRoles, request);
  REQUIRE(first.ok());
  REQUIRE(first->roles_size() == 3);
  request.set_page_token(first->next_page_token());
  const auto second = server.Call(&owner, &v1::RoleService::Stub::ListRoles, request);
  REQUIRE(second.ok());
  REQUIRE(second->roles_size() == 2);
  CHECK(second->roles(0).name() == "MEMBER");
  CHECK(second->next_page_token().empty());
}

}  // namespace
}  // namespace pipewright::organization
