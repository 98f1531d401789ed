// Somebody who was a member of the tenant and is none any more.
#pragma once

#include <catch2/catch.hpp>

#include "tests/support/application/fake_unit_of_work.h"

namespace pipewright {

class FormerMember {
 public:
  explicit FormerMember(FakeUnitOfWork& uow, UserId user = UserId(Uuid({9}))) : FormerMember(uow, user, true) {}
  // A member still, who leaves later.
  static FormerMember Still(FakeUnitOfWork& uow, UserId user) { return FormerMember(uow, user, false); }

  void Leave() {
    REQUIRE(member_.Remove(organization::OtherOwners::kSome, uow_.now()).ok());
    REQUIRE(uow_.memberships().Save(member_).ok());
  }
  const UserId& user() const { return member_.state().user_id; }

 private:
  FormerMember(FakeUnitOfWork& uow, UserId user, bool leaves) : uow_(uow), member_(Added(uow, user)) {
    if (leaves) Leave();
  }
  static organization::Membership Added(FakeUnitOfWork& uow, UserId user) {
    organization::NewMembership details;
    details.user_id = user;
    details.email = EmailAddress::Parse("left@example.com").value();
    details.given_name = "Left";
    details.roles = {"MEMBER"};
    auto member = organization::Membership::Add(MembershipId(user.uuid()), details).value();
    REQUIRE(uow.Of<organization::Membership>().Add(member).ok());
    return member;
  }

  FakeUnitOfWork& uow_;
  organization::Membership member_;
};

}  // namespace pipewright
