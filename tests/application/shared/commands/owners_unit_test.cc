// The business unit of new records: whose it is when nobody says, and which are refused.
#include "application/shared/commands/owners_unit.h"

#include <catch2/catch.hpp>
#include <optional>
#include <string>

#include "application/organization/business_unit_commands.h"
#include "application/sales/account_commands.h"
#include "tests/support/application/fake_sign_in.h"
#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/status_matchers.h"

namespace pipewright {
namespace {

using organization::BusinessUnit;
using sales::Account;

// The caller belongs to the unit North, Bo to the unit South.
struct Units {
  FakeUnitOfWork uow;
  FakeIds ids;
  FakePhones phones;
  FakeCallerCache callers;
  organization::BusinessUnitCommands units{callers, ids};
  sales::AccountCommands accounts{ids, phones};
  BusinessUnitId north = Create("North");
  BusinessUnitId south = Create("South");
  UserId bo = Member("bo@example.com", south);

  Units() {
    auto principal = std::make_shared<Principal>(*uow.context().principal);
    principal->business_unit = north;
    uow.next_call().principal = std::move(principal);
  }

  BusinessUnitId Create(const std::string& name) {
    organization::CreateBusinessUnit command;
    command.details.name = Change<std::string>::Set(name);
    return units.Handle(uow.context(), command, uow).value().state().id;
  }
  UserId Member(const std::string& email, std::optional<BusinessUnitId> unit) {
    organization::NewMembership details;
    details.user_id = NewId<UserId>(ids);
    details.email = EmailAddress::Parse(email).value();
    details.given_name = "Bo";
    details.roles = {"MEMBER"};
    details.business_unit_id = unit;
    auto member = organization::Membership::Add(NewId<MembershipId>(ids), details).value();
    REQUIRE(uow.memberships().Add(member).ok());
    return details.user_id;
  }
  void Deactivate(const BusinessUnitId& unit) {
    REQUIRE(units.Handle(uow.context(), Act<&BusinessUnit::Deactivate>{unit, std::nullopt}, uow).ok());
  }
  absl::StatusOr<Account> Open(const Change<UserId>& owner = {}, const Change<BusinessUnitId>& unit = {}) {
    sales::CreateAccount command;
    command.details.name = Change<std::string>::Set("Acme");
    command.details.owner_id = owner;
    command.details.business_unit_id = unit;
    return accounts.Handle(uow.context(), command, uow);
  }
  std::optional<BusinessUnitId> UnitOf(const Change<UserId>& owner = {}, const Change<BusinessUnitId>& unit = {}) {
    const auto opened = Open(owner, unit);
    INFO(opened.status());
    REQUIRE(opened.ok());
    return opened->state().business_unit_id;
  }
};

using Unit = Change<BusinessUnitId>;
using Owner = Change<UserId>;

TEST_CASE("a new record is of its owner's business unit unless another is named", "[business_unit]") {
  Units test;
  const UserId me = test.uow.context().user();
  CHECK(test.UnitOf() == test.north);
  CHECK(test.UnitOf(Owner::Set(me)) == test.north);
  CHECK(test.UnitOf(Owner::Set(test.bo)) == test.south);
  CHECK(test.UnitOf(Owner::Set(test.bo), Unit::Set(test.north)) == test.north);
  CHECK(test.UnitOf({}, Unit::Set(test.south)) == test.south);
  CHECK(test.UnitOf({}, Unit::Clear()) == std::nullopt);
  CHECK(test.UnitOf(Owner::Clear()) == std::nullopt);
  CHECK(test.UnitOf(Owner::Set(test.Member("cy@example.com", std::nullopt))) == std::nullopt);
}

TEST_CASE("nobody's new records go into an inactive business unit by themselves", "[business_unit]") {
  Units test;
  test.Deactivate(test.south);
  CHECK(test.UnitOf(Owner::Set(test.bo)) == std::nullopt);
  const auto named = test.Open({}, Unit::Set(test.south)).status();
  CHECK(ReasonOf(named) == Reason::kBusinessUnitInactive);
  CHECK(DetailsOf(named).preconditions.at(0).subject == "business_unit_id");
}

TEST_CASE("what was known of a business unit ends when the unit of work changes it", "[business_unit]") {
  Units test;
  REQUIRE(test.UnitOf({}, Unit::Set(test.north)) == test.north);
  REQUIRE(test.UnitOf(Owner::Set(test.bo)) == test.south);
  test.Deactivate(test.north);
  test.Deactivate(test.south);
  CHECK(ReasonOf(test.Open({}, Unit::Set(test.north))) == Reason::kBusinessUnitInactive);
  CHECK(ReasonOf(test.Open({}, Unit::Set(test.south))) == Reason::kBusinessUnitInactive);
}

TEST_CASE("a record's new business unit must be there, live and active; what it has stays good", "[business_unit]") {
  Units test;
  sales::UpdateAccount update{test.Open({}, Unit::Set(test.south)).value().state().id, std::nullopt, {}, {}};
  test.Deactivate(test.south);
  update.changes.business_unit_id = Unit::Set(test.south);
  CHECK(test.accounts.Handle(test.uow.context(), update, test.uow).ok());  // as it was
  update.changes.business_unit_id = Unit::Set(BusinessUnitId(Uuid({99})));
  CHECK(ReasonOf(test.accounts.Handle(test.uow.context(), update, test.uow)) == Reason::kReferenceNotFound);
  const BusinessUnitId gone = test.Create("Gone");
  REQUIRE(test.units.Handle(test.uow.context(), DeleteRecord<BusinessUnit>{gone, std::nullopt}, test.uow).ok());
  update.changes.business_unit_id = Unit::Set(gone);
  CHECK(ReasonOf(test.accounts.Handle(test.uow.context(), update, test.uow)) == Reason::kRecordDeleted);
  update.changes.business_unit_id = Unit::Set(test.north);
  CHECK(test.accounts.Handle(test.uow.context(), update, test.uow)->state().business_unit_id == test.north);
  update.changes.business_unit_id = Unit::Set(test.south);
  CHECK(ReasonOf(test.accounts.Handle(test.uow.context(), update, test.uow)) == Reason::kBusinessUnitInactive);
  update.changes.business_unit_id = Unit::Clear();
  CHECK_FALSE(test.accounts.Handle(test.uow.context(), update, test.uow)->state().business_unit_id.has_value());
}

}  // namespace
}  // namespace pipewright
