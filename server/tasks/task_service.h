#pragma once

#include "application/shared/queries/key_lookup.h"
#include "application/shared/queries/statistics.h"
#include "application/tasks/task_commands.h"
#include "application/tasks/task_queries.h"
#include "server/record/record_service.h"

namespace pipewright::tasks {

// Adds the service to the API. All that is handed over outlives it.
void AddTaskService(server::Api& api, const TaskCommands& commands, const TaskQueries& queries, const KeyLookup& keys,
                    const StatisticsQueries& statistics);

}  // namespace pipewright::tasks
