#pragma once

#include "application/organization/code_series_commands.h"
#include "application/shared/queries/record_queries.h"
#include "server/record/record_service.h"

namespace pipewright::organization {

// Adds the service to the API. All that is handed over outlives it.
void AddCodeSeriesService(server::Api& api, const CodeSeriesCommands& commands,
                          const RecordQueries<CodeSeries>& queries, const CodeSeriesQueries& all);

}  // namespace pipewright::organization
