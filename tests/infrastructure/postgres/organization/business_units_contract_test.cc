// What commands rely on of business units, held by the repositories in memory and on PostgreSQL alike.
#include <catch2/catch.hpp>
#include <optional>
#include <string>

#include "application/organization/business_unit_commands.h"
#include "application/organization/directory.h"
#include "application/shared/commands/batch.h"
#include "domain/shared/status_macros.h"
#include "tests/support/infrastructure/side_by_side.h"
#include "tests/support/infrastructure/worlds.h"
#include "tests/support/status_matchers.h"

namespace pipewright::organization {
namespace {

using testing::FakeWorld;
using testing::PostgresWorld;
using testing::RunSideBySide;
using testing::SideBySide;

CreateBusinessUnit UnitNamed(const std::string& name, std::optional<BusinessUnitId> parent = std::nullopt) {
  CreateBusinessUnit command;
  command.details.name = Change<std::string>::Set(name);
  if (parent.has_value()) command.details.parent_business_unit_id = Change<BusinessUnitId>::Set(*parent);
  return command;
}

UpdateBusinessUnit Under(const BusinessUnitId& unit, const BusinessUnitId& parent) {
  UpdateBusinessUnit command{unit, std::nullopt, {}, {}};
  command.changes.parent_business_unit_id = Change<BusinessUnitId>::Set(parent);
  return command;
}

DeleteRecord<BusinessUnit> End(const BusinessUnitId& unit) { return {unit, std::nullopt}; }

template <class World>
struct Units {
  World world;
  BusinessUnitCommands commands{world.ids()};

  template <class Command>
  absl::StatusOr<BusinessUnit> Do(const Command& command) {
    return testing::RunCommand(world, commands, command);
  }
  BusinessUnitId IdOf(const std::string& name, std::optional<BusinessUnitId> parent = std::nullopt) {
    const auto created = Do(UnitNamed(name, parent));
    INFO(created.status());
    REQUIRE(created.ok());
    return created->state().id;
  }
  BusinessUnitState Read(const BusinessUnitId& id) {
    std::optional<BusinessUnitState> read;
    REQUIRE(world
                .Run([&](UnitOfWork& uow) -> absl::Status {
                  ASSIGN_OR_RETURN(const BusinessUnit unit, uow.business_units().GetEvenDeleted(id));
                  read = unit.state();
                  return absl::OkStatus();
                })
                .ok());
    return *std::move(read);
  }
};

TEMPLATE_TEST_CASE("a business unit comes back as it was stored, and as it was changed", "[contract][business_unit]",
                   FakeWorld, PostgresWorld) {
  Units<TestType> units;
  CreateBusinessUnit create = UnitNamed("O'Neill \xE2\x9C\xA8", units.IdOf("Top"));
  create.details.description = Change<std::string>::Set("Sells \"everything\"");
  create.details.lead_user_id = Change<UserId>::Set(units.world.context().user());
  const auto created = units.Do(create);
  INFO(created.status());
  REQUIRE(created.ok());
  BusinessUnitState read = units.Read(created->state().id);
  CHECK(read.name == "O'Neill \xE2\x9C\xA8");
  CHECK(read.description == "Sells \"everything\"");
  CHECK(read.lead_user_id == units.world.context().user());
  CHECK(read.parent_business_unit_id == created->state().parent_business_unit_id);
  CHECK(read.active);
  CHECK(read.version == 1);

  UpdateBusinessUnit update{read.id, std::nullopt, {}, {}};
  update.changes.lead_user_id = Change<UserId>::Clear();
  update.changes.parent_business_unit_id = Change<BusinessUnitId>::Clear();
  REQUIRE(units.Do(update).ok());
  REQUIRE(units.Do(Act<&BusinessUnit::Deactivate>{read.id, std::nullopt}).ok());
  read = units.Read(read.id);
  CHECK_FALSE(read.lead_user_id.has_value());
  CHECK_FALSE(read.parent_business_unit_id.has_value());
  CHECK_FALSE(read.active);
  CHECK(read.version == 3);
}

TEMPLATE_TEST_CASE("a name has one live business unit, by its case", "[contract][business_unit]", FakeWorld,
                   PostgresWorld) {
  Units<TestType> units;
  const BusinessUnitId first = units.IdOf("North");
  const auto taken = units.Do(UnitNamed("North")).status();
  CHECK(taken.code() == absl::StatusCode::kAlreadyExists);
  CHECK(DetailsOf(taken).metadata["field"] == "name");
  CHECK(DetailsOf(taken).resource_type == BusinessUnit::kResource);
  CHECK(units.Do(UnitNamed("NORTH")).ok());
  REQUIRE(units.Do(End(first)).ok());
  REQUIRE(units.Do(UnitNamed("North")).ok());
  CHECK(units.Do(UndeleteRecord<BusinessUnit>{first, std::nullopt}).status().code() ==
        absl::StatusCode::kAlreadyExists);
}

TEMPLATE_TEST_CASE("a business unit never comes to stand below itself", "[contract][business_unit][hierarchy]",
                   FakeWorld, PostgresWorld) {
  Units<TestType> units;
  const BusinessUnitId top = units.IdOf("Top");
  const BusinessUnitId middle = units.IdOf("Middle", top);
  const BusinessUnitId bottom = units.IdOf("Bottom", middle);
  CHECK(ReasonOf(units.Do(Under(top, bottom))) == Reason::kCycle);
  CHECK(units.Do(Under(bottom, top)).ok());
  CHECK(units.Do(Under(middle, bottom)).ok());
}

TEMPLATE_TEST_CASE("what stands in the way of a business unit's end is known", "[contract][business_unit]", FakeWorld,
                   PostgresWorld) {
  Units<TestType> units;
  const BusinessUnitId top = units.IdOf("Top");
  const BusinessUnitId below = units.IdOf("Below", top);
  CHECK(ReasonOf(units.Do(End(top))) == Reason::kRecordInUse);
  // In one unit of work, too, what it has done itself counts.
  const absl::Status both = units.world.Run([&](UnitOfWork& uow) -> absl::Status {
    RETURN_IF_ERROR(units.commands.Handle(units.world.context(), End(below), uow).status());
    return units.commands.Handle(units.world.context(), End(top), uow).status();
  });
  CHECK(both == absl::OkStatus());
  CHECK(units.Read(top).delete_time.has_value());
}

TEST_CASE("nothing gets below a business unit that is being deleted at the same time", "[business_unit][concurrency]") {
  Units<PostgresWorld> units;
  const BusinessUnitId top = units.IdOf("Top");
  SECTION("the end comes first") {
    const SideBySide both = RunSideBySide(units.world, units.commands, End(top), units.commands, UnitNamed("New", top));
    CHECK(both.first == absl::OkStatus());
    CHECK(ReasonOf(both.second) == Reason::kRecordDeleted);
  }
  SECTION("the new unit comes first") {
    const SideBySide both = RunSideBySide(units.world, units.commands, UnitNamed("New", top), units.commands, End(top));
    CHECK(both.first == absl::OkStatus());
    CHECK(ReasonOf(both.second) == Reason::kRecordInUse);
  }
}

}  // namespace
}  // namespace pipewright::organization
