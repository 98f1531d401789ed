#pragma once

#include "application/integration/saved_search_commands.h"
#include "application/shared/queries/record_queries.h"
#include "server/integration/searches/saved_search_runs.h"
#include "server/record/record_service.h"

namespace pipewright::integration {

// Adds the service to the API. All that is handed over outlives it.
void AddSavedSearchService(server::Api& api, const SavedSearchCommands& commands,
                           const RecordQueries<SavedSearch>& queries, const SavedSearchRuns& runs);

}  // namespace pipewright::integration
