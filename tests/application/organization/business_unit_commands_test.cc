#include "application/organization/business_unit_commands.h"

#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/application/fake_sign_in.h"
#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/application/former_member.h"
#include "tests/support/status_matchers.h"

namespace pipewright::organization {
namespace {

struct Units {
  FakeUnitOfWork uow;
  FakeIds ids;
  FakeCallerCache callers;
  BusinessUnitCommands commands{callers, ids};

  template <class Command>
  absl::StatusOr<BusinessUnit> Do(const Command& command) {
    return commands.Handle(uow.context(), command, uow);
  }
  absl::StatusOr<BusinessUnit> Create(const std::string& name, std::optional<BusinessUnitId> parent = std::nullopt) {
    CreateBusinessUnit command;
    command.details.name = Change<std::string>::Set(name);
    if (parent.has_value()) command.details.parent_business_unit_id = Change<BusinessUnitId>::Set(*parent);
    return Do(command);
  }
  BusinessUnitId IdOf(const std::string& name, std::optional<BusinessUnitId> parent = std::nullopt) {
    return Create(name, parent).value().state().id;
  }
  absl::StatusOr<BusinessUnit> Move(const BusinessUnitId& unit, const BusinessUnitId& parent) {
    UpdateBusinessUnit command{unit, std::nullopt, {}, {}};
    command.changes.parent_business_unit_id = Change<BusinessUnitId>::Set(parent);
    return Do(command);
  }
  absl::StatusOr<BusinessUnit> Delete(const BusinessUnitId& unit) {
    return Do(DeleteRecord<BusinessUnit>{unit, std::nullopt});
  }
};

std::string SubjectOf(const absl::Status& status) { return DetailsOf(status).preconditions.at(0).subject; }

TEST_CASE("a business unit can't become its own ancestor", "[business_unit]") {
  Units units;
  const BusinessUnitId top = units.IdOf("Top");
  const BusinessUnitId bottom = units.IdOf("Bottom", units.IdOf("Middle", top));
  CHECK(ReasonOf(units.Move(top, bottom)) == Reason::kCycle);
  CHECK(units.Move(bottom, top).ok());
}

TEST_CASE("the name of a deleted business unit is free", "[business_unit]") {
  Units units;
  const BusinessUnitId first = units.IdOf("North");
  CHECK(units.Create("North").status().code() == absl::StatusCode::kAlreadyExists);
  CHECK(units.Create("north").ok());
  REQUIRE(units.Delete(first).ok());
  REQUIRE(units.Create("North").ok());
  CHECK(units.Do(UndeleteRecord<BusinessUnit>{first, std::nullopt}).status().code() ==
        absl::StatusCode::kAlreadyExists);
}

TEST_CASE("a business unit with live units below it isn't deleted", "[business_unit]") {
  Units units;
  const BusinessUnitId top = units.IdOf("Top");
  const BusinessUnitId below = units.IdOf("Below", top);
  const auto refused = units.Delete(top).status();
  CHECK(ReasonOf(refused) == Reason::kRecordInUse);
  CHECK(SubjectOf(refused) == "business_unit/" + top.ToString());
  REQUIRE(units.Delete(below).ok());
  CHECK(units.Delete(top).ok());
}

TEST_CASE("a business unit with members isn't deleted until they are gone", "[business_unit]") {
  Units units;
  const BusinessUnitId north = units.IdOf("North");
  NewMembership details;
  details.user_id = UserId(Uuid({7}));
  details.email = EmailAddress::Parse("bo@example.com").value();
  details.given_name = "Bo";
  details.roles = {"MEMBER"};
  details.business_unit_id = north;
  Membership bo = Membership::Add(MembershipId(Uuid({7})), details).value();
  REQUIRE(units.uow.memberships().Add(bo).ok());
  CHECK(ReasonOf(units.Delete(north)) == Reason::kRecordInUse);
  REQUIRE(bo.Remove(OtherOwners::kSome, units.uow.now()).ok());
  REQUIRE(units.uow.memberships().Save(bo).ok());
  CHECK(units.Delete(north).ok());
}

TEST_CASE("when a business unit changes, what is kept of the tenant's callers is forgotten", "[business_unit]") {
  Units units;
  const BusinessUnitId north = units.IdOf("North");
  CHECK(units.callers.tenants.empty());
  REQUIRE(units.Do(Act<&BusinessUnit::Deactivate>{north, std::nullopt}).ok());
  CHECK(units.callers.tenants == std::vector<TenantId>{units.uow.context().tenant()});
}

TEST_CASE("nothing is put below a deleted or an inactive business unit, what is there stays", "[business_unit]") {
  Units units;
  const BusinessUnitId top = units.IdOf("Top");
  const BusinessUnitId below = units.IdOf("Below", top);
  const BusinessUnitId other = units.IdOf("Other");
  REQUIRE(units.Do(Act<&BusinessUnit::Deactivate>{top, std::nullopt}).ok());
  CHECK(units.Move(below, top).ok());  // as it was
  const auto inactive = units.Move(other, top).status();
  CHECK(ReasonOf(inactive) == Reason::kBusinessUnitInactive);
  CHECK(SubjectOf(inactive) == "parent_business_unit_id");
  CHECK(ReasonOf(units.Create("New", top)) == Reason::kBusinessUnitInactive);
  REQUIRE(units.Do(Act<&BusinessUnit::Activate>{top, std::nullopt}).ok());
  CHECK(units.Move(other, top).ok());

  const BusinessUnitId gone = units.IdOf("Gone");
  REQUIRE(units.Delete(gone).ok());
  CHECK(ReasonOf(units.Move(other, gone)) == Reason::kRecordDeleted);
  CHECK(ReasonOf(units.Move(other, BusinessUnitId(Uuid({99})))) == Reason::kReferenceNotFound);
}

TEST_CASE("a business unit comes back to a live and active one", "[business_unit]") {
  Units units;
  const BusinessUnitId top = units.IdOf("Top");
  const BusinessUnitId below = units.IdOf("Below", top);
  const UndeleteRecord<BusinessUnit> back{below, std::nullopt};
  REQUIRE(units.Delete(below).ok());
  REQUIRE(units.Delete(top).ok());
  const auto refused = units.Do(back).status();
  CHECK(ReasonOf(refused) == Reason::kRecordDeleted);
  CHECK(refused.message() == "parent_business_unit_id refers to a deleted business_unit: undelete that first");
  REQUIRE(units.Do(UndeleteRecord<BusinessUnit>{top, std::nullopt}).ok());
  REQUIRE(units.Do(Act<&BusinessUnit::Deactivate>{top, std::nullopt}).ok());
  const auto inactive = units.Do(back).status();
  CHECK(ReasonOf(inactive) == Reason::kBusinessUnitInactive);
  CHECK(inactive.message() == "parent_business_unit_id refers to an inactive business_unit: activate that first");
  REQUIRE(units.Do(Act<&BusinessUnit::Activate>{top, std::nullopt}).ok());
  CHECK(units.Do(back).ok());
}

TEST_CASE("who leads a business unit is a member", "[business_unit]") {
  Units units;
  UpdateBusinessUnit command{units.IdOf("North"), std::nullopt, {}, {}};
  command.changes.lead_user_id = Change<UserId>::Set(FormerMember(units.uow).user());
  const auto refused = units.Do(command).status();
  CHECK(ReasonOf(refused) == Reason::kRecordDeleted);
  CHECK(SubjectOf(refused) == "lead_user_id");
}

}  // namespace
}  // namespace pipewright::organization
