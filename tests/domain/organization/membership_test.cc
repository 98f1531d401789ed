#include "domain/organization/membership.h"

#include <catch2/catch.hpp>

#include "domain/organization/built_in_roles.h"

namespace pipewright::organization {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);

UserId UserNumber(uint8_t n) {
  std::array<uint8_t, 16> bytes{};
  bytes[15] = n;
  return UserId(Uuid(bytes));
}

NewMembership Anna(std::vector<std::string> roles) {
  NewMembership details;
  details.user_id = UserNumber(1);
  details.email = EmailAddress::Parse("anna@example.com").value();
  details.given_name = "Anna";
  details.roles = std::move(roles);
  return details;
}

Membership With(std::vector<std::string> roles) {
  return Membership::Add(MembershipId(), Anna(std::move(roles))).value();
}

TEST_CASE("a member has at least one role") {
  const auto member = Membership::Add(MembershipId(), Anna({}));
  CHECK(DetailsOf(member.status()).fields.at(0).field == "roles");
}

TEST_CASE("nobody is their own manager") {
  NewMembership details = Anna({"MEMBER"});
  details.manager_id = details.user_id;
  const auto member = Membership::Add(MembershipId(), details);
  CHECK(DetailsOf(member.status()).fields.at(0).field == "manager_id");
}

TEST_CASE("roles are kept sorted and without doubles") {
  CHECK(With({"VIEWER", "MEMBER", "VIEWER"}).state().roles == std::vector<std::string>{"MEMBER", "VIEWER"});
}

TEST_CASE("the last active owner can't be suspended, removed or made less") {
  Membership owner = With({"OWNER"});
  MembershipChanges demotion;
  demotion.roles = Change<std::vector<std::string>>::Set({"MEMBER"});
  CHECK(DetailsOf(owner.Suspend(OtherOwners::kNone)).reason == Reason::kLastOwner);
  CHECK(DetailsOf(owner.Remove(OtherOwners::kNone, kNow)).reason == Reason::kLastOwner);
  CHECK(DetailsOf(owner.Edit(demotion, OtherOwners::kNone)).reason == Reason::kLastOwner);
  CHECK(owner.state().is_active_owner());
  CHECK(owner.Edit(demotion, OtherOwners::kSome).ok());
}

TEST_CASE("the last owner may be edited in other ways") {
  Membership owner = With({"OWNER"});
  MembershipChanges changes;
  changes.job_title = Change<std::string>::Set("Founder");
  CHECK(owner.Edit(changes, OtherOwners::kNone).ok());
  CHECK(owner.state().job_title == "Founder");
}

TEST_CASE("a member is suspended and reactivated, each once") {
  Membership member = With({"MEMBER"});
  CHECK(DetailsOf(member.Reactivate()).reason == Reason::kInvalidMembershipState);
  REQUIRE(member.Suspend(OtherOwners::kNone).ok());
  CHECK(DetailsOf(member.Suspend(OtherOwners::kNone)).reason == Reason::kInvalidMembershipState);
  CHECK(member.Reactivate().ok());
}

TEST_CASE("a removed member refuses changes and may come back") {
  Membership member = With({"MEMBER"});
  CHECK(DetailsOf(member.Rejoin(Anna({"VIEWER"}))).reason == Reason::kRecordNotDeleted);
  REQUIRE(member.Remove(OtherOwners::kNone, kNow).ok());
  CHECK(DetailsOf(member.Edit({}, OtherOwners::kNone)).reason == Reason::kRecordDeleted);
  CHECK(DetailsOf(member.Suspend(OtherOwners::kNone)).reason == Reason::kRecordDeleted);
  CHECK(DetailsOf(member.Remove(OtherOwners::kNone, kNow)).reason == Reason::kRecordDeleted);
  REQUIRE(member.Rejoin(Anna({"VIEWER"})).ok());
  CHECK_FALSE(member.state().delete_time.has_value());
  CHECK(member.state().roles == std::vector<std::string>{"VIEWER"});
}

TEST_CASE("an invited person is a member once accepted, and once") {
  Membership member = Membership::Invite(MembershipId(), Anna({"OWNER"})).value();
  CHECK(member.state().status == MembershipStatus::kInvited);
  CHECK_FALSE(member.state().is_active_owner());
  CHECK(DetailsOf(member.Suspend(OtherOwners::kNone)).reason == Reason::kInvalidMembershipState);
  REQUIRE(member.Accept().ok());
  CHECK(member.state().is_active_owner());
  CHECK(DetailsOf(member.Accept()).reason == Reason::kInvalidMembershipState);
}

TEST_CASE("an invitation that was taken back isn't accepted") {
  Membership member = Membership::Invite(MembershipId(), Anna({"MEMBER"})).value();
  REQUIRE(member.Remove(OtherOwners::kNone, kNow).ok());
  CHECK(DetailsOf(member.Accept()).reason == Reason::kRecordDeleted);
}

TEST_CASE("a member who comes back is invited, even if suspended before") {
  Membership member = With({"MEMBER"});
  REQUIRE(member.Suspend(OtherOwners::kNone).ok());
  REQUIRE(member.Remove(OtherOwners::kNone, kNow).ok());
  REQUIRE(member.Rejoin(Anna({"MEMBER"})).ok());
  CHECK(member.state().status == MembershipStatus::kInvited);
}

}  // namespace
}  // namespace pipewright::organization
