#pragma once

#include "application/sales/opportunity_commands.h"
#include "application/sales/stage_history.h"
#include "application/shared/queries/key_lookup.h"
#include "application/shared/queries/statistics.h"
#include "application/shared/queries/view_queries.h"
#include "server/record/record_service.h"

namespace pipewright::sales {

// Adds the service to the API. All that is handed over outlives it.
void AddOpportunityService(server::Api& api, const OpportunityCommands& commands,
                           const ViewQueries<Opportunity>& queries, const KeyLookup& keys,
                           const StageHistoryQueries& stage_history, const StatisticsQueries& statistics);

}  // namespace pipewright::sales
