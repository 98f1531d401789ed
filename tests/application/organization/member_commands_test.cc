#include "application/organization/member_commands.h"

#include <catch2/catch.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "application/organization/invitations.h"
#include "domain/organization/built_in_roles.h"
#include "tests/support/application/fake_sign_in.h"
#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/status_matchers.h"

namespace pipewright::organization {
namespace {

constexpr char kPassword[] = "long walks by the sea";

// A tenant whose only owner calls, as long as a test doesn't say otherwise.
struct Members {
  FakeUnitOfWork uow;
  FakePasswordHasher passwords;
  FakeCallerCache callers;
  FakeIds ids;
  FakeSecretTokens tokens;
  MemberCommands commands{passwords, tokens, callers, ids};
  MembershipId owner = Founder();

  MembershipId Founder() {
    NewMembership details;
    details.user_id = uow.context().user();
    details.email = EmailAddress::Parse("olga@example.com").value();
    details.given_name = "Olga";
    details.roles = {"OWNER"};
    Membership member = Membership::Add(NewId<MembershipId>(ids), details).value();
    REQUIRE(uow.memberships().Add(member).ok());
    return member.state().id;
  }

  static AddMember Newcomer(const std::string& email, std::vector<std::string> roles) {
    AddMember command;
    command.email = EmailAddress::Parse(email).value();
    command.given_name = "Nils";
    command.roles = std::move(roles);
    command.initial_password = kPassword;
    return command;
  }

  template <class Command>
  absl::StatusOr<Membership> Do(const Command& command) {
    return commands.Handle(uow.context(), command, uow);
  }

  MembershipId Invite(const std::string& email, const std::string& role) {
    const auto added = Do(Newcomer(email, {role}));
    INFO(added.status());
    REQUIRE(added.ok());
    return added->state().id;
  }
  // One who has accepted.
  MembershipId Add(const std::string& email, const std::string& role) {
    const MembershipId id = Invite(email, role);
    REQUIRE(AcceptMembership(Row(id).user_id, uow).ok());
    return id;
  }
  std::vector<std::string> Ordered() {
    std::vector<std::string> addresses;
    for (const auto& waiting : uow.identities().letters().waiting) {
      CHECK(waiting.claimed.order.kind == mail::LetterKind::kInvitation);
      CHECK(waiting.claimed.order.tenant == uow.context().tenant());
      addresses.push_back(waiting.claimed.order.to.value());
    }
    return addresses;
  }

  absl::StatusOr<Membership> GiveRole(const MembershipId& id, const std::string& role) {
    UpdateMember command;
    command.id = id;
    command.changes.roles = Change<std::vector<std::string>>::Set({role});
    return Do(command);
  }

  absl::StatusOr<Membership> PutUnder(const MembershipId& id, const MembershipId& manager) {
    UpdateMember command;
    command.id = id;
    command.changes.manager_id = Change<UserId>::Set(Row(manager).user_id);
    return Do(command);
  }

  // The next calls come from a member with the built-in role.
  void CallAs(absl::string_view role) {
    auto principal = std::make_shared<Principal>(*uow.context().principal);
    principal->grants = FindBuiltInRole(role)->grants;
    uow.next_call().principal = std::move(principal);
  }

  const MembershipState& Row(const MembershipId& id) { return uow.memberships().rows().at(id); }
};

TEST_CASE("a person without an account gets one with the membership", "[member]") {
  Members test;
  const MembershipId id = test.Invite("nils@example.com", "MEMBER");
  const MembershipState& member = test.Row(id);
  CHECK(member.roles == std::vector<std::string>{"MEMBER"});
  CHECK(member.status == MembershipStatus::kInvited);
  const UserState& user = test.uow.identities().users.at(member.user_id);
  CHECK(user.email.value() == "nils@example.com");
  CHECK(user.password_hash == "v1:long walks by the sea");
  CHECK(user.made_by == test.uow.context().tenant());
  CHECK_FALSE(user.email_verified());
  CHECK(test.Ordered() == std::vector<std::string>{"nils@example.com"});
}

TEST_CASE("without a password a person chooses one by the letter, and nobody can guess it till then", "[member]") {
  Members test;
  AddMember command = Members::Newcomer("nils@example.com", {"MEMBER"});
  command.initial_password = "";
  const auto added = test.Do(command);
  REQUIRE(added.ok());
  const UserState& user = test.uow.identities().users.at(added->state().user_id);
  CHECK(user.password_hash == "v1:secret-1");
  CHECK_FALSE(user.made_by.has_value());
}

TEST_CASE("an invitation is sent again until accepted, not too often, and can be taken back", "[member]") {
  Members test;
  const MembershipId id = test.Invite("nils@example.com", "MEMBER");
  REQUIRE(test.Do(ResendInvitation{id, {}}).ok());
  REQUIRE(test.Do(ResendInvitation{id, {}}).ok());
  CHECK(ReasonOf(test.Do(ResendInvitation{id, {}})) == Reason::kTooManyAttempts);
  const UserId user = test.Row(id).user_id;
  REQUIRE(test.uow.identities()
              .PutToken({user, AccountTokenPurpose::kInvitation, TokenHash{1}, test.uow.now(),
                         test.uow.now() + absl::Hours(1), test.uow.context().tenant()})
              .ok());
  REQUIRE(test.Do(RemoveMember{id, {}}).ok());
  CHECK(test.uow.identities().account_tokens.empty());
  CHECK(ReasonOf(test.Do(ResendInvitation{id, {}})) == Reason::kRecordDeleted);
  CHECK(ReasonOf(test.Do(ResendInvitation{test.owner, {}})) == Reason::kInvalidMembershipState);
}

TEST_CASE("a person with an account is invited as they are: their password stays", "[member]") {
  Members test;
  User known = User::Register(NewId<UserId>(test.ids), {EmailAddress::Parse("kim@example.com").value(), "Kim", "K"},
                              "v1:their own", test.uow.now())
                   .value();
  REQUIRE(test.uow.identities().AddUser(known).ok());
  const MembershipId id = test.Invite("kim@example.com", "VIEWER");
  CHECK(test.Row(id).status == MembershipStatus::kInvited);
  CHECK(test.Ordered() == std::vector<std::string>{"kim@example.com"});
  CHECK(test.Row(id).user_id == known.state().id);
  REQUIRE(test.uow.identities().users.size() == 1);
  CHECK(test.uow.identities().users.at(known.state().id).password_hash == "v1:their own");
}

TEST_CASE("a weak initial password is refused, whether or not the person has an account", "[member]") {
  Members test;
  AddMember command = Members::Newcomer("nils@example.com", {"MEMBER"});
  command.initial_password = "nils";
  const auto refused = test.Do(command);
  CHECK(ReasonOf(refused) == Reason::kWeakPassword);
  CHECK(FieldsOf(refused) == "initial_password");
  CHECK(test.uow.identities().users.empty());
  User known = User::Register(NewId<UserId>(test.ids), {command.email, "Nils", ""}, "v1:x", test.uow.now()).value();
  REQUIRE(test.uow.identities().AddUser(known).ok());
  CHECK(ReasonOf(test.Do(command)) == Reason::kWeakPassword);
}

TEST_CASE("who is a member already isn't added again", "[member]") {
  Members test;
  test.Add("nils@example.com", "MEMBER");
  const auto again = test.Do(Members::Newcomer("nils@example.com", {"VIEWER"}));
  CHECK(again.status().code() == absl::StatusCode::kAlreadyExists);
  CHECK(DetailsOf(again.status()).metadata["field"] == "email");
}

TEST_CASE("a role that isn't there is named by its place", "[member]") {
  Members test;
  CHECK(FieldsOf(test.Do(Members::Newcomer("nils@example.com", {"MEMBER", "KING", "QUEEN"}))) == "roles[1],roles[2]");
  CHECK(test.uow.memberships().rows().size() == 1);
  CHECK(FieldsOf(test.GiveRole(test.owner, "KING")) == "roles[0]");
}

TEST_CASE("a role of the tenant's own is given like a built-in one", "[member]") {
  Members test;
  test.uow.directory().custom_roles.push_back({"Clerk", "", false, Grants({{"account", "read", Scope::kAll}})});
  const MembershipId id = test.Add("nils@example.com", "Clerk");
  CHECK(test.Row(id).roles == std::vector<std::string>{"Clerk"});
}

TEST_CASE("nobody gives, changes or ends a role that grants more than their own", "[member]") {
  Members test;
  const MembershipId member = test.Add("nils@example.com", "MEMBER");
  test.CallAs(kAdminRole);
  CHECK(ReasonOf(test.Do(Members::Newcomer("eve@example.com", {"OWNER"}))) == Reason::kPermissionDenied);
  CHECK(ReasonOf(test.GiveRole(member, "OWNER")) == Reason::kPermissionDenied);
  CHECK(ReasonOf(test.GiveRole(test.owner, "MEMBER")) == Reason::kPermissionDenied);
  CHECK(ReasonOf(test.Do(SuspendMember{test.owner, {}})) == Reason::kPermissionDenied);
  CHECK(ReasonOf(test.Do(RemoveMember{test.owner, {}})) == Reason::kPermissionDenied);
  CHECK(test.GiveRole(member, "ADMIN").ok());
  CHECK(test.Row(test.owner).is_active_owner());
}

TEST_CASE("the last active owner can't be suspended, removed or made less", "[member]") {
  Members test;
  const auto is_last = [&](const MembershipId& id) {
    return ReasonOf(test.Do(SuspendMember{id, {}})) == Reason::kLastOwner &&
           ReasonOf(test.Do(RemoveMember{id, {}})) == Reason::kLastOwner &&
           ReasonOf(test.GiveRole(id, "ADMIN")) == Reason::kLastOwner;
  };
  test.Add("nils@example.com", "ADMIN");
  CHECK(is_last(test.owner));
  const MembershipId second = test.Add("anna@example.com", "OWNER");
  REQUIRE(test.Do(SuspendMember{second, {}}).ok());
  CHECK(is_last(test.owner));  // a suspended one doesn't count
  REQUIRE(test.Do(Act<&Membership::Reactivate>{second, {}}).ok());
  REQUIRE(test.Do(RemoveMember{test.owner, {}}).ok());
  CHECK(is_last(second));
}

TEST_CASE("new roles are stored, and what is kept of the tenant's callers is forgotten", "[member]") {
  Members test;
  const MembershipId id = test.Add("nils@example.com", "MEMBER");
  test.callers.tenants.clear();
  REQUIRE(test.GiveRole(id, "MANAGER").ok());
  CHECK(test.Row(id).roles == std::vector<std::string>{"MANAGER"});
  CHECK(test.callers.tenants == std::vector<TenantId>{test.uow.context().tenant()});
  CHECK(test.uow.memberships().events().back() == "member.updated");
}

TEST_CASE("a refused change stores nothing", "[member]") {
  Members test;
  REQUIRE_FALSE(test.Do(SuspendMember{test.owner, {}}).ok());
  REQUIRE_FALSE(test.GiveRole(test.owner, "KING").ok());
  CHECK(test.callers.tenants.empty());
  CHECK(test.Row(test.owner).version == 1);
}

TEST_CASE("a member is suspended and reactivated, each once", "[member]") {
  Members test;
  const MembershipId id = test.Add("nils@example.com", "MEMBER");
  CHECK(ReasonOf(test.Do(Act<&Membership::Reactivate>{id, {}})) == Reason::kInvalidMembershipState);
  REQUIRE(test.Do(SuspendMember{id, {}}).ok());
  CHECK(test.Row(id).status == MembershipStatus::kSuspended);
  CHECK(ReasonOf(test.Do(SuspendMember{id, {}})) == Reason::kInvalidMembershipState);
  REQUIRE(test.Do(Act<&Membership::Reactivate>{id, {}}).ok());
  CHECK(test.Row(id).status == MembershipStatus::kActive);
}

TEST_CASE("a stale etag keeps a member as they are", "[member]") {
  Members test;
  const MembershipId id = test.Add("nils@example.com", "MEMBER");
  REQUIRE(test.Do(SuspendMember{id, Etag(2)}).ok());
  CHECK(ReasonOf(test.Do(RemoveMember{id, Etag(2)})) == Reason::kStaleEtag);
  CHECK_FALSE(test.Row(id).delete_time.has_value());
}

TEST_CASE("a removed member refuses changes until added again, with what the new call says", "[member]") {
  Members test;
  const MembershipId id = test.Add("nils@example.com", "MANAGER");
  const UserId user = test.Row(id).user_id;
  REQUIRE(test.Do(SuspendMember{id, {}}).ok());
  REQUIRE(test.Do(RemoveMember{id, {}}).ok());
  CHECK(ReasonOf(test.GiveRole(id, "VIEWER")) == Reason::kRecordDeleted);
  CHECK(ReasonOf(test.Do(RemoveMember{id, {}})) == Reason::kRecordDeleted);

  AddMember again = Members::Newcomer("nils@example.com", {"VIEWER"});
  again.job_title = "Returned";
  const auto back = test.Do(again);
  REQUIRE(back.ok());
  CHECK(back->state().id == id);
  CHECK(back->state().user_id == user);
  CHECK(back->state().roles == std::vector<std::string>{"VIEWER"});
  CHECK(back->state().job_title == "Returned");
  CHECK(back->state().status == MembershipStatus::kInvited);
  CHECK(test.uow.memberships().rows().size() == 2);
  CHECK(test.uow.memberships().events().back() == "member.added");
}

TEST_CASE("a reporting line closes no circle", "[member]") {
  Members test;
  const MembershipId one = test.Add("one@example.com", "MANAGER");
  const MembershipId two = test.Add("two@example.com", "MANAGER");
  const MembershipId three = test.Add("three@example.com", "MEMBER");
  REQUIRE(test.PutUnder(two, one).ok());
  REQUIRE(test.PutUnder(three, two).ok());
  CHECK(ReasonOf(test.PutUnder(one, three)) == Reason::kCycle);
  CHECK(FieldsOf(test.PutUnder(one, one)) == "manager_id");
  CHECK_FALSE(test.Row(one).manager_id.has_value());
}

TEST_CASE("a member belongs to a business unit that takes somebody new", "[member][business_unit]") {
  Members test;
  BusinessUnitChanges named;
  named.name = Change<std::string>::Set("North");
  BusinessUnit north = BusinessUnit::Create(NewId<BusinessUnitId>(test.ids), named).value();
  REQUIRE(test.uow.business_units().Add(north).ok());
  const BusinessUnitId unit = north.state().id;
  AddMember newcomer = Members::Newcomer("nils@example.com", {"MEMBER"});
  newcomer.business_unit_id = unit;
  const auto added = test.Do(newcomer);
  REQUIRE(added.ok());
  CHECK(added->state().business_unit_id == unit);

  REQUIRE(north.Deactivate().ok());
  REQUIRE(test.uow.business_units().Save(north).ok());
  UpdateMember update;
  update.id = added->state().id;
  update.changes.business_unit_id = Change<BusinessUnitId>::Set(unit);
  CHECK(test.Do(update).ok());  // already was
  newcomer.email = EmailAddress::Parse("anna@example.com").value();
  const auto refused = test.Do(newcomer).status();
  CHECK(ReasonOf(refused) == Reason::kBusinessUnitInactive);
  CHECK(DetailsOf(refused).preconditions[0].subject == "business_unit_id");
  update.id = test.owner;
  CHECK(ReasonOf(test.Do(update)) == Reason::kBusinessUnitInactive);
  // Who comes back is put there anew.
  REQUIRE(test.Do(RemoveMember{added->state().id, {}}).ok());
  newcomer.email = EmailAddress::Parse("nils@example.com").value();
  CHECK(ReasonOf(test.Do(newcomer)) == Reason::kBusinessUnitInactive);
  newcomer.business_unit_id.reset();
  CHECK_FALSE(test.Do(newcomer)->state().business_unit_id.has_value());
}

TEST_CASE("a removed member becomes nobody's manager", "[member]") {
  Members test;
  const MembershipId manager = test.Add("one@example.com", "MANAGER");
  const MembershipId before = test.Add("two@example.com", "MEMBER");
  REQUIRE(test.PutUnder(before, manager).ok());
  REQUIRE(test.Do(RemoveMember{manager, {}}).ok());
  CHECK(test.PutUnder(before, manager).ok());  // already was
  const auto refused = test.PutUnder(test.Add("three@example.com", "MEMBER"), manager);
  CHECK(ReasonOf(refused) == Reason::kRecordDeleted);
  CHECK(DetailsOf(refused.status()).preconditions[0].subject == "manager_id");
  AddMember newcomer = Members::Newcomer("four@example.com", {"MEMBER"});
  newcomer.manager_id = test.Row(manager).user_id;
  CHECK(ReasonOf(test.Do(newcomer)) == Reason::kRecordDeleted);
}

}  // namespace
}  // namespace pipewright::organization
