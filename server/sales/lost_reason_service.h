#pragma once

#include "application/sales/lost_reason_commands.h"
#include "application/shared/queries/record_queries.h"
#include "server/record/record_service.h"

namespace pipewright::sales {

// Adds the service to the API. All that is handed over outlives it.
void AddLostReasonService(server::Api& api, const LostReasonCommands& commands,
                          const RecordQueries<LostReason>& queries);

}  // namespace pipewright::sales
