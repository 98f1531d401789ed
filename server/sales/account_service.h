#pragma once

#include "application/sales/account_commands.h"
#include "application/sales/account_insights.h"
#include "application/shared/queries/key_lookup.h"
#include "application/shared/queries/record_queries.h"
#include "application/shared/queries/statistics.h"
#include "server/record/record_service.h"

namespace pipewright::sales {

// Adds the service to the API. All that is handed over outlives it.
void AddAccountService(server::Api& api, const AccountCommands& commands, const RecordQueries<Account>& queries,
                       const KeyLookup& keys, const StatisticsQueries& statistics, const AccountInsights& insights);

}  // namespace pipewright::sales
