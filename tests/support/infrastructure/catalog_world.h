// A tenant with a catalog, in memory or on PostgreSQL: what tests of the catalog's store start from.
#pragma once

#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "application/catalog/engagement_commands.h"
#include "application/catalog/offering_commands.h"
#include "application/sales/account_commands.h"
#include "application/sales/opportunity_commands.h"
#include "application/sales/pipeline_commands.h"
#include "domain/shared/money.h"
#include "tests/support/infrastructure/worlds.h"

namespace pipewright::catalog {

inline Money Euros(int64_t units) { return Money::FromUnitsAndNanos("EUR", units, 0).value(); }

template <class World>
struct CatalogWorld {
  World world;
  FakePhones phones;
  OfferingCommands offerings{world.ids()};
  EngagementCommands engagements{world.ids()};
  sales::AccountCommands accounts{world.ids(), phones};
  sales::PipelineCommands pipelines{world.ids()};
  sales::OpportunityCommands opportunities{world.ids()};
  sales::Pipeline pipeline = AddPipeline();

  template <class Commands, class Command>
  auto Do(const Commands& commands, const Command& command) {
    return testing::RunCommand(world, commands, command);
  }
  // The result, which must be one.
  template <class Commands, class Command>
  auto Must(const Commands& commands, const Command& command) {
    auto done = Do(commands, command);
    INFO(done.status());
    REQUIRE(done.ok());
    return *std::move(done);
  }

  sales::Pipeline AddPipeline() {
    sales::CreatePipeline command;
    command.details = sales::StandardPipeline([] { return StageId(); });
    return Must(pipelines, command);
  }
  AccountId AddAccount(const std::string& name, const std::string& industry = "") {
    sales::CreateAccount command;
    command.details.name = Change<std::string>::Set(name);
    command.details.industry = Change<std::string>::Set(industry);
    return Must(accounts, command).state().id;
  }
  OfferingId AddOffering(const std::string& name, const std::vector<Money>& prices = {}) {
    CreateOffering command;
    command.details.name = Change<std::string>::Set(name);
    command.details.prices = Change<std::vector<Money>>::Set(prices);
    return Must(offerings, command).state().id;
  }
  EngagementId Engage(const AccountId& account, const OfferingId& offering, const EngagementChanges& more = {}) {
    CreateEngagement command;
    command.details = more;
    command.details.account_id = Change<AccountId>::Set(account);
    command.details.offering_id = Change<OfferingId>::Set(offering);
    return Must(engagements, command).state().id;
  }
};

}  // namespace pipewright::catalog
