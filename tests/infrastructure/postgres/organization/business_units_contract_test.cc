// What commands rely on of business units, held by the repositories in memory and on PostgreSQL alike.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "application/organization/business_unit_commands.h"
#include "application/organization/directory.h"
#include "application/organization/member_commands.h"
#include "application/sales/account_commands.h"
#include "application/sales/opportunity_commands.h"
#include "application/sales/pipeline_commands.h"
#include "domain/sales/opportunity_repository.h"
#include "domain/sales/pipeline_repository.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/connection/connection.h"
#include "tests/support/application/fake_sign_in.h"
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
  FakeCallerCache callers;
  BusinessUnitCommands commands{callers, world.ids()};

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
                  ASSIGN_OR_RETURN(const BusinessUnit unit, uow.Of<BusinessUnit>().GetEvenDeleted(id));
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

// A business unit, somebody who belongs to it, and commands that make records of it.
template <class World>
struct Staffed : Units<World> {
  FakePasswordHasher passwords;
  FakePhones phones;
  FakeSecretTokens tokens;
  MemberCommands members{passwords, tokens, this->callers, this->world.ids()};
  sales::PipelineCommands pipelines{this->world.ids()};
  sales::AccountCommands accounts{this->world.ids(), phones};
  sales::OpportunityCommands opportunities{this->world.ids()};
  BusinessUnitId north = this->IdOf("North");
  Membership bo = Added(north);

  Membership Added(std::optional<BusinessUnitId> unit) {
    AddMember command;
    command.email = EmailAddress::Parse(NewId<UserId>(this->world.ids()).ToString() + "@example.com").value();
    command.given_name = "Bo";
    command.roles = {"MEMBER"};
    command.initial_password = "long walks by the sea";
    command.business_unit_id = unit;
    auto added = testing::RunCommand(this->world, members, command);
    INFO(added.status());
    REQUIRE(added.ok());
    return *std::move(added);
  }
  sales::CreateAccount Acme() const {
    sales::CreateAccount command;
    command.details.name = Change<std::string>::Set("Acme");
    return command;
  }
  // As the tenant's member who belongs to the unit.
  RequestContext AsBo() const {
    RequestContext context = this->world.context();
    auto principal = std::make_shared<Principal>(*context.principal);
    principal->user = bo.state().user_id;
    principal->business_unit = north;
    context.principal = std::move(principal);
    return context;
  }
};

TEMPLATE_TEST_CASE("a member, an account and an opportunity keep the business unit they are of",
                   "[contract][business_unit]", FakeWorld, PostgresWorld) {
  Staffed<TestType> test;
  sales::CreatePipeline pipeline;
  pipeline.details = sales::StandardPipeline([] { return StageId(); });
  REQUIRE(testing::RunCommand(test.world, test.pipelines, pipeline).ok());
  const auto account = testing::RunCommandAs(test.world, test.AsBo(), test.accounts, test.Acme());
  INFO(account.status());
  REQUIRE(account.ok());
  sales::CreateOpportunity open;
  open.details.title = Change<std::string>::Set("Fifty desks");
  open.details.owner_id = Change<UserId>::Set(test.bo.state().user_id);
  const auto opportunity = testing::RunCommand(test.world, test.opportunities, open);
  INFO(opportunity.status());
  REQUIRE(opportunity.ok());
  sales::UpdateOpportunity leave{opportunity->state().id, std::nullopt, {}, {}};
  leave.changes.business_unit_id = Change<BusinessUnitId>::Clear();
  const absl::Status read = test.world.Run([&](UnitOfWork& uow) -> absl::Status {
    ASSIGN_OR_RETURN(const Membership bo, uow.Of<Membership>().Get(test.bo.state().id));
    CHECK(bo.state().business_unit_id == test.north);
    ASSIGN_OR_RETURN(const sales::Account acme, uow.Of<sales::Account>().Get(account->state().id));
    CHECK(acme.state().business_unit_id == test.north);
    ASSIGN_OR_RETURN(const sales::Opportunity desks, uow.Of<sales::Opportunity>().Get(opportunity->state().id));
    CHECK(desks.state().business_unit_id == test.north);
    return test.opportunities.Handle(test.world.context(), leave, uow).status();
  });
  CHECK(read == absl::OkStatus());
}

TEMPLATE_TEST_CASE("a business unit with members isn't deleted", "[contract][business_unit]", FakeWorld,
                   PostgresWorld) {
  Staffed<TestType> test;
  CHECK(ReasonOf(test.Do(End(test.north))) == Reason::kRecordInUse);
  REQUIRE(testing::RunCommand(test.world, test.members, RemoveMember{test.bo.state().id, std::nullopt}).ok());
  CHECK(test.Do(End(test.north)).ok());
}

TEMPLATE_TEST_CASE("new records of a member go into their business unit while it is active",
                   "[contract][business_unit]", FakeWorld, PostgresWorld) {
  Staffed<TestType> test;
  const Membership cy = test.Added(std::nullopt);
  const auto unit_of = [&](const Membership& member) {
    std::optional<BusinessUnitId> unit;
    REQUIRE(test.world
                .Run([&](UnitOfWork& uow) -> absl::Status {
                  ASSIGN_OR_RETURN(unit, uow.directory().UnitForRecordsOf(member.state().user_id));
                  return absl::OkStatus();
                })
                .ok());
    return unit;
  };
  CHECK(unit_of(test.bo) == test.north);
  CHECK(unit_of(cy) == std::nullopt);
  REQUIRE(test.Do(Act<&BusinessUnit::Deactivate>{test.north, std::nullopt}).ok());
  CHECK(unit_of(test.bo) == std::nullopt);
}

TEST_CASE("a new record's business unit costs no statement", "[business_unit][batch]") {
  Staffed<PostgresWorld> test;
  // Of a connection that knows its tenant and its statements already.
  const auto statements = [&](const RequestContext& context, const sales::CreateAccount& command) {
    uint64_t least = std::numeric_limits<uint64_t>::max();
    for (int i = 0; i < 3; ++i) {
      const uint64_t before = postgres::Connection::statements_run();
      REQUIRE(testing::RunCommandAs(test.world, context, test.accounts, command).ok());
      least = std::min(least, postgres::Connection::statements_run() - before);
    }
    return least;
  };
  sales::CreateAccount without = test.Acme();
  without.details.business_unit_id = Change<BusinessUnitId>::Clear();
  // The caller's, whether it is named or not.
  const uint64_t least = statements(test.AsBo(), without);
  sales::CreateAccount named = test.Acme();
  named.details.business_unit_id = Change<BusinessUnitId>::Set(test.north);
  CHECK(statements(test.AsBo(), test.Acme()) == least);
  CHECK(statements(test.AsBo(), named) == least);
  // Another owner's: the owner is looked up anyway.
  sales::CreateAccount bos = test.Acme();
  bos.details.owner_id = Change<UserId>::Set(test.bo.state().user_id);
  without.details.owner_id = bos.details.owner_id;
  CHECK(statements(test.world.context(), bos) == statements(test.world.context(), without));
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
