#pragma once

#include "application/integration/job_commands.h"
#include "application/integration/job_error_queries.h"
#include "application/shared/queries/record_queries.h"
#include "server/record/record_service.h"

namespace pipewright::integration {

// Adds the service to the API. All that is handed over outlives it.
void AddJobService(server::Api& api, const JobCommands& commands, const RecordQueries<Job>& queries,
                   const JobErrorQueries& errors);

}  // namespace pipewright::integration
