#pragma once

#include "application/sales/merge_commands.h"
#include "application/sales/merge_part_queries.h"
#include "application/shared/queries/record_queries.h"
#include "server/record/record_service.h"

namespace pipewright::sales {

// Adds the service to the API. All that is handed over outlives it.
void AddMergeService(server::Api& api, const MergeCommands& commands, const RecordQueries<Merge>& queries,
                     const MergePartQueries& parts);

}  // namespace pipewright::sales
