#pragma once

#include "application/sales/opportunity_insights.h"
#include "application/sales/pipeline_commands.h"
#include "application/shared/queries/record_queries.h"
#include "server/record/record_service.h"

namespace pipewright::sales {

// Adds the service to the API. All that is handed over outlives it.
void AddPipelineService(server::Api& api, const PipelineCommands& commands, const RecordQueries<Pipeline>& queries,
                        const OpportunityInsights& insights);

}  // namespace pipewright::sales
