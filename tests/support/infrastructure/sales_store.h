// A tenant's sales on PostgreSQL, with its default pipeline: what tests of the store start from.
#pragma once

#include <catch2/catch.hpp>
#include <memory>
#include <optional>
#include <vector>

#include "application/sales/opportunity_commands.h"
#include "application/sales/pipeline_commands.h"
#include "infrastructure/postgres/sales/opportunity_insights.h"
#include "infrastructure/postgres/sales/stage_history.h"
#include "tests/support/infrastructure/worlds.h"

namespace pipewright::sales {

inline Money MoneyOf(const char* currency, int64_t units) {
  return Money::FromUnitsAndNanos(currency, units, 0).value();
}

struct SalesStore {
  testing::PostgresWorld world;
  PipelineCommands pipeline_commands{world.ids()};
  OpportunityCommands opportunity_commands{world.ids()};
  postgres::PostgresOpportunityInsights insights{world.pool(), world.kept(), world.clock()};
  postgres::PostgresStageHistory stage_history{world.pool()};
  Pipeline pipeline = DefaultPipeline();

  template <class Commands, class Command>
  auto DoAs(const RequestContext& context, const Commands& commands, const Command& command) {
    return testing::RunCommandAs(world, context, commands, command);
  }
  template <class Command>
  absl::StatusOr<OpportunityView> Do(const Command& command) {
    return DoAs(world.context(), opportunity_commands, command);
  }

  Pipeline DefaultPipeline() {
    CreatePipeline command;
    command.details = StandardPipeline([] { return StageId(); });
    return DoAs(world.context(), pipeline_commands, command).value();
  }
  // All of its stays, as the tenant's owner reads them.
  std::vector<StageInterval> StaysOf(const OpportunityId& id) {
    const auto stays = stage_history.List(world.context(), id, 0, 100);
    INFO(stays.status());
    REQUIRE(stays.ok());
    return stays->intervals;
  }
  StageId StageNo(size_t n) const { return pipeline.state().stages[n].id; }

  OpportunityId Open(const std::optional<Money>& amount, size_t stage = 0,
                     std::optional<absl::CivilDay> closed = std::nullopt, std::optional<UserId> owner = std::nullopt) {
    CreateOpportunity command;
    command.details.title = Change<std::string>::Set("Desks");
    command.details.stage_id = Change<StageId>::Set(StageNo(stage));
    if (amount.has_value()) command.details.amount = Change<Money>::Set(*amount);
    if (closed.has_value()) command.details.actual_close_date = Change<absl::CivilDay>::Set(*closed);
    if (stage == 5) command.details.lost_reason = Change<std::string>::Set("PRICE");
    if (owner.has_value()) command.details.owner_id = Change<UserId>::Set(*owner);
    const auto opened = Do(command);
    INFO(opened.status());
    REQUIRE(opened.ok());
    return opened->state().id;
  }
};

// Somebody whose grants reach only their own opportunities.
inline RequestContext OnlyOwn(const RequestContext& context, const UserId& user) {
  RequestContext own = context;
  auto principal = std::make_shared<Principal>(*context.principal);
  principal->user = user;
  principal->grants = Grants({{"opportunity", "*", Scope::kOwn}, {"pipeline", "read", Scope::kAll}});
  own.principal = std::move(principal);
  return own;
}

}  // namespace pipewright::sales
