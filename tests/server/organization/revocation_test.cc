// Two servers on one database: what is taken away at one counts at the other. Both would use what they know for an
// hour, so only what they hear of each other can be the reason.
#include <catch2/catch.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "pipewright/organization/v1/auth_service.grpc.pb.h"
#include "pipewright/organization/v1/member_service.grpc.pb.h"
#include "tests/support/await.h"
#include "tests/support/infrastructure/test_database.h"
#include "tests/support/server/event_stream.h"
#include "tests/support/server/test_server.h"

namespace pipewright::organization {
namespace {

using testing::Await;
using testing::EventStream;
using testing::ReasonOf;
using testing::TestCaller;
using testing::TestDatabase;
using testing::TestServer;
using Auth = v1::AuthService::Stub;
using Members = v1::MemberService::Stub;

void KeepForLong(server::BackendOptions& options) {
  options.caller_age = absl::Hours(1);
  options.events.recheck_interval = absl::Hours(1);
}

struct Servers {
  Servers() {
    REQUIRE(Await([&] { return here.backend().hears_changes() && there.backend().hears_changes(); }));
  }

  static std::string RefusalAt(TestServer& server, const TestCaller& caller) {
    const auto me = server.Call(&caller, &Auth::GetMe, v1::GetMeRequest());
    return me.ok() ? "" : ReasonOf(me.status);
  }
  // Both know the caller from then on.
  void MakeKnown(const TestCaller& caller) {
    REQUIRE(RefusalAt(here, caller).empty());
    REQUIRE(RefusalAt(there, caller).empty());
  }
  [[nodiscard]] bool IsRefusedThere(const TestCaller& caller, const std::string& reason) {
    return Await([&] { return RefusalAt(there, caller) == reason; });
  }
  std::string MembershipOf(const TestCaller& owner, const TestCaller& member) {
    const auto list = here.Call(&owner, &Members::ListMembers, v1::ListMembersRequest());
    REQUIRE(list.ok());
    for (const v1::Member& one : list->members()) {
      if (one.user_id() == member.user_id) return one.id();
    }
    FAIL("not a member");
    return "";
  }
  void Suspend(const TestCaller& owner, const TestCaller& member) {
    v1::SuspendMemberRequest request;
    request.set_id(MembershipOf(owner, member));
    REQUIRE(here.Call(&owner, &Members::SuspendMember, request).ok());
  }

  TestServer here{TestDatabase::Get().app_url(), KeepForLong};
  TestServer there{TestDatabase::Get().app_url(), KeepForLong};
};

TEST_CASE("a session that is ended at one server is over at every other", "[revocation]") {
  Servers servers;
  const TestCaller owner = servers.here.SignUp();
  servers.MakeKnown(owner);
  REQUIRE(servers.here.Call(&owner, &Auth::SignOut, v1::SignOutRequest()).ok());
  CHECK(servers.IsRefusedThere(owner, "SESSION_REVOKED"));
}

TEST_CASE("a member who is suspended at one server is kept out at every other", "[revocation]") {
  Servers servers;
  const TestCaller owner = servers.here.SignUp();
  const TestCaller member = servers.here.AddMember(owner, "MEMBER");
  servers.MakeKnown(member);
  servers.Suspend(owner, member);
  CHECK(servers.IsRefusedThere(member, "MEMBERSHIP_SUSPENDED"));
  // Nobody else is.
  CHECK(Servers::RefusalAt(servers.there, owner).empty());
}

TEST_CASE("a role that is taken away at one server counts at every other", "[revocation]") {
  Servers servers;
  const TestCaller owner = servers.here.SignUp();
  const TestCaller member = servers.here.AddMember(owner, "ADMIN");
  servers.MakeKnown(member);
  const auto grants_there = [&] {
    const auto me = servers.there.Call(&member, &Auth::GetMe, v1::GetMeRequest());
    REQUIRE(me.ok());
    std::string all;
    for (const auto& grant : me->grants()) absl::StrAppend(&all, grant.ShortDebugString(), "\n");
    return all;
  };
  const std::string before = grants_there();
  v1::UpdateMemberRequest request;
  request.mutable_member()->set_id(servers.MembershipOf(owner, member));
  request.mutable_member()->add_roles("VIEWER");
  request.mutable_update_mask()->add_paths("roles");
  REQUIRE(servers.here.Call(&owner, &Members::UpdateMember, request).ok());
  CHECK(Await([&] { return grants_there() != before; }));
}

TEST_CASE("a stream at one server ends when its reader is suspended at another", "[revocation]") {
  Servers servers;
  const TestCaller owner = servers.here.SignUp();
  const TestCaller member = servers.here.AddMember(owner, "MEMBER");
  EventStream stream(servers.there.channel(), member);
  servers.Suspend(owner, member);
  CHECK(ReasonOf(stream.End()) == "MEMBERSHIP_SUSPENDED");
}

}  // namespace
}  // namespace pipewright::organization
