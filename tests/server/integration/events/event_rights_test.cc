// Who is told what, and until when.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "pipewright/integration/v1/event_service.grpc.pb.h"
#include "pipewright/organization/v1/auth_service.grpc.pb.h"
#include "pipewright/organization/v1/member_service.grpc.pb.h"
#include "pipewright/sales/v1/account_service.grpc.pb.h"
#include "pipewright/tasks/v1/task_service.grpc.pb.h"
#include "tests/server/integration/events/event_office.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/test_database.h"
#include "tests/support/server/roles.h"
#include "tests/support/server/test_server.h"

namespace pipewright::integration {
namespace {

using testing::ReasonOf;
using Tasks = tasks::v1::TaskService::Stub;

TEST_CASE("a tenant's events reach nobody else", "[events]") {
  Office office;
  Office other;
  EventStream stream = office.Watch(other.owner);
  office.CreateAccount("Secret");
  const auto theirs = other.CreateAccount("Theirs");
  CHECK(stream.Next()->record_id() == theirs.id());
}

TEST_CASE("a member gets the events of the records that they may read, as those were", "[events]") {
  Office office;
  const TestCaller member = office.server.AddMember(office.owner, "MEMBER");
  const TestCaller manager = office.server.AddMember(office.owner, "MANAGER");
  const TestCaller report = office.server.AddMember(office.owner, "MEMBER", manager.user_id);
  const std::string start = office.Now();
  EventStream stream = office.Watch(member);
  EventStream managers = office.Watch(manager);
  const auto foreign = office.CreateAccount("Foreign");
  const auto own = office.CreateAccount("Own", member.user_id);
  const auto teams = office.CreateAccount("Team's", report.user_id);
  // Given to the member: its old values were not theirs to read.
  auto given = foreign;
  given.set_owner_id(member.user_id);
  given.set_industry("steel");
  sales::v1::UpdateAccountRequest give;
  *give.mutable_account() = given;
  give.mutable_update_mask()->add_paths("owner_id");
  give.mutable_update_mask()->add_paths("industry");
  REQUIRE(office.server.Call(&office.owner, &Accounts::UpdateAccount, give).ok());
  // Taken from the member: it isn't theirs any more.
  auto taken = own;
  taken.set_owner_id(office.owner.user_id);
  office.Update(taken, "owner_id");
  const auto last = office.CreateAccount("Last", member.user_id);

  CHECK(stream.Next()->record_id() == own.id());
  const auto received = stream.Next();
  REQUIRE(received->record_id() == foreign.id());
  REQUIRE(ChangeOf(*received, "industry") != nullptr);
  CHECK(ChangeOf(*received, "industry")->new_value().string_value() == "steel");
  for (const v1::FieldChange& change : received->changes()) CHECK_FALSE(change.has_old_value());
  CHECK(stream.Next()->record_id() == last.id());
  CHECK(managers.Next()->record_id() == teams.id());
  CHECK(Records(office.AllSince(member, start)) == std::vector<std::string>{own.id(), foreign.id(), last.id()});
  CHECK(Records(office.AllSince(manager, start)) == std::vector<std::string>{teams.id()});

  // The owner sees all of it, with the old values.
  const auto all = office.AllSince(office.owner, start);
  REQUIRE(all.size() == 6);
  CHECK(ChangeOf(all[3], "owner_id")->old_value().string_value() == office.owner.user_id);
}

TEST_CASE("the events of a private task are private, whatever the reader's role", "[events]") {
  Office office;
  const TestCaller member = office.server.AddMember(office.owner, "MEMBER");
  const std::string start = office.Now();
  tasks::v1::CreateTaskRequest request;
  request.mutable_task()->set_title("Find another job");
  request.mutable_task()->set_visibility(tasks::v1::TASK_VISIBILITY_PRIVATE);
  const auto secret = office.server.Call(&member, &Tasks::CreateTask, request);
  REQUIRE(secret.ok());
  CHECK(office.AllSince(office.owner, start).empty());
  CHECK(Records(office.AllSince(member, start)) == std::vector<std::string>{secret->id()});

  // Made public, it is seen from then on, without what it said before.
  tasks::v1::UpdateTaskRequest update;
  *update.mutable_task() = secret.response;
  update.mutable_task()->set_title("Find a new colleague");
  update.mutable_task()->set_visibility(tasks::v1::TASK_VISIBILITY_PUBLIC);
  update.mutable_update_mask()->add_paths("title");
  update.mutable_update_mask()->add_paths("visibility");
  REQUIRE(office.server.Call(&member, &Tasks::UpdateTask, update).ok());
  const auto seen = office.AllSince(office.owner, start);
  REQUIRE(Types(seen) == std::vector<std::string>{"task.updated"});
  CHECK(seen[0].SerializeAsString().find("another job") == std::string::npos);
}

TEST_CASE("rights that are taken narrow a stream that runs", "[events]") {
  Office office;
  const TestCaller member = office.server.AddMember(office.owner, "ADMIN");
  EventStream stream = office.Watch(member);
  const auto seen = office.CreateAccount("Seen by an administrator");
  CHECK(stream.Next()->record_id() == seen.id());

  organization::v1::ListMembersRequest list;
  const auto members = office.server.Call(&office.owner, &organization::v1::MemberService::Stub::ListMembers, list);
  organization::v1::UpdateMemberRequest update;
  for (const auto& one : members->members()) {
    if (one.user_id() == member.user_id) *update.mutable_member() = one;
  }
  update.mutable_member()->clear_roles();
  update.mutable_member()->add_roles("MEMBER");
  update.mutable_update_mask()->add_paths("roles");
  REQUIRE(office.server.Call(&office.owner, &organization::v1::MemberService::Stub::UpdateMember, update).ok());

  // From some moment on only what is the member's own comes.
  for (bool narrowed = false; !narrowed;) {
    const auto foreign = office.CreateAccount("Foreign");
    const auto own = office.CreateAccount("Own", member.user_id);
    narrowed = true;
    for (;;) {
      const auto event = stream.Next();
      REQUIRE(event.has_value());
      if (event->record_id() == foreign.id()) narrowed = false;
      if (event->record_id() == own.id()) break;
    }
  }
}

TEST_CASE("a stream ends with the session, and with the membership", "[events]") {
  Office office;
  const TestCaller member = office.server.AddMember(office.owner, "MEMBER");
  const TestCaller other = office.server.AddMember(office.owner, "MEMBER");
  EventStream stream = office.Watch(member);
  EventStream others = office.Watch(other);
  REQUIRE(office.server.Call(&member, &organization::v1::AuthService::Stub::SignOut, {}).ok());
  const grpc::Status ended = stream.End();
  CHECK(ended.error_code() == grpc::StatusCode::UNAUTHENTICATED);
  CHECK(ReasonOf(ended) == "SESSION_REVOKED");

  const auto members = office.server.Call(&office.owner, &organization::v1::MemberService::Stub::ListMembers, {});
  organization::v1::SuspendMemberRequest suspend;
  for (const auto& one : members->members()) {
    if (one.user_id() == other.user_id) suspend.set_id(one.id());
  }
  REQUIRE(office.server.Call(&office.owner, &organization::v1::MemberService::Stub::SuspendMember, suspend).ok());
  const grpc::Status suspended = others.End();
  CHECK(suspended.error_code() == grpc::StatusCode::PERMISSION_DENIED);
  CHECK(ReasonOf(suspended) == "MEMBERSHIP_SUSPENDED");
}

TEST_CASE("a role that doesn't read events is refused", "[events]") {
  Office office;
  testing::AddRole(office.owner.tenant_id, "READS_ACCOUNTS", "account:read=ALL");
  const TestCaller member = office.server.AddMember(office.owner, "READS_ACCOUNTS");
  CHECK(office.List(member, {}).status.error_code() == grpc::StatusCode::PERMISSION_DENIED);
  EventStream stream = office.Watch(member);
  CHECK(stream.End().error_code() == grpc::StatusCode::PERMISSION_DENIED);
}

}  // namespace
}  // namespace pipewright::integration
