#include "domain/organization/business_unit.h"

#include <catch2/catch.hpp>
#include <string>
#include <variant>
#include <vector>

#include "tests/support/status_matchers.h"

namespace pipewright::organization {
namespace {

const BusinessUnitId kNorth(Uuid({1}));
const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

BusinessUnitChanges Named(const std::string& name) {
  BusinessUnitChanges details;
  details.name = Change<std::string>::Set(name);
  return details;
}

BusinessUnit North() {
  BusinessUnit unit = BusinessUnit::Create(kNorth, Named("North")).value();
  unit.MarkStored(unit.state());
  return unit;
}

std::vector<std::string> EventsOf(const BusinessUnit& unit) {
  std::vector<std::string> names;
  for (const BusinessUnitEvent& event : unit.events()) {
    names.push_back(std::visit([](const auto& happened) { return std::string(happened.kName); }, event));
  }
  return names;
}

TEST_CASE("a new business unit is active unless it is said to be inactive", "[business_unit]") {
  const BusinessUnit north = BusinessUnit::Create(kNorth, Named(" North ")).value();
  CHECK(north.state().name == "North");
  CHECK(north.state().active);
  CHECK(EventsOf(north) == std::vector<std::string>{"business_unit.created"});
  BusinessUnitChanges closed = Named("Old");
  closed.active = Change<bool>::Set(false);
  CHECK_FALSE(BusinessUnit::Create(kNorth, closed)->state().active);
}

TEST_CASE("a business unit with several faults names all of them", "[business_unit]") {
  BusinessUnitChanges details;
  details.description = Change<std::string>::Set(std::string(1001, 'x'));
  details.parent_business_unit_id = Change<BusinessUnitId>::Set(kNorth);
  CHECK(FieldsOf(BusinessUnit::Create(kNorth, details)) == "name,description,parent_business_unit_id");
  BusinessUnit north = North();
  CHECK(FieldsOf(north.Edit(Named(" "))) == "name");
  CHECK(north.state().name == "North");
}

TEST_CASE("an edit of a business unit changes what it names and nothing else", "[business_unit]") {
  BusinessUnit north = North();
  BusinessUnitChanges changes;
  changes.description = Change<std::string>::Set("Sells in the north");
  changes.lead_user_id = Change<UserId>::Set(UserId(Uuid({7})));
  REQUIRE(north.Edit(changes).ok());
  CHECK(north.state().name == "North");
  CHECK(north.state().description == "Sells in the north");
  CHECK(north.state().lead_user_id == UserId(Uuid({7})));
  CHECK(EventsOf(north) == std::vector<std::string>{"business_unit.updated"});
}

TEST_CASE("whether a business unit is active changes by methods of its own", "[business_unit]") {
  BusinessUnit north = North();
  BusinessUnitChanges changes;
  changes.active = Change<bool>::Set(false);
  CHECK(FieldsOf(north.Edit(changes)) == "active");
  changes.active = Change<bool>::Clear();
  CHECK(FieldsOf(north.Edit(changes)) == "active");
  changes.active = Change<bool>::Set(true);  // as it is
  CHECK(north.Edit(changes).ok());
  north.MarkStored(north.state());

  CHECK(ReasonOf(north.Activate()) == Reason::kInvalidBusinessUnitState);
  REQUIRE(north.Deactivate().ok());
  CHECK_FALSE(north.state().active);
  CHECK(ReasonOf(north.Deactivate()) == Reason::kInvalidBusinessUnitState);
  REQUIRE(north.Activate().ok());
  CHECK(north.state().active);
  CHECK(EventsOf(north) == std::vector<std::string>{"business_unit.deactivated", "business_unit.activated"});
}

TEST_CASE("an inactive business unit takes nothing new", "[business_unit]") {
  BusinessUnit north = North();
  CHECK(north.CheckTakesNew().ok());
  REQUIRE(north.Deactivate().ok());
  CHECK(ReasonOf(north.CheckTakesNew()) == Reason::kBusinessUnitInactive);
}

TEST_CASE("a business unit with units below it or with members isn't deleted", "[business_unit]") {
  BusinessUnit north = North();
  for (const UnitUse use : {UnitUse::kUnitsBelow, UnitUse::kMembers}) {
    CHECK(ReasonOf(north.Delete(kNow, use)) == Reason::kRecordInUse);
  }
  CHECK(north.events().empty());
  REQUIRE(north.Delete(kNow, UnitUse::kNone).ok());
  CHECK(north.state().delete_time == kNow);
  CHECK(EventsOf(north) == std::vector<std::string>{"business_unit.deleted"});
  // What is deleted is told as deleted, whatever has stayed behind.
  CHECK(ReasonOf(north.Delete(kNow, UnitUse::kUnitsBelow)) == Reason::kRecordDeleted);
  CHECK(north.Undelete().ok());
}

}  // namespace
}  // namespace pipewright::organization
