#pragma once

#include "application/sales/duplicate_search.h"
#include "application/sales/duplicates.h"
#include "application/sales/match_rule_commands.h"
#include "application/shared/queries/record_queries.h"
#include "server/record/record_service.h"

namespace pipewright::sales {

// Adds the service to the API. All that is handed over outlives it.
void AddDuplicateService(server::Api& api, const MatchRuleCommands& commands, const RecordQueries<MatchRule>& queries,
                         const DuplicateQueries& duplicates, const DuplicateSearchCommands& search,
                         const DuplicatePairQueries& pairs);

}  // namespace pipewright::sales
