#pragma once

#include "application/collaboration/interaction_commands.h"
#include "application/shared/queries/key_lookup.h"
#include "application/shared/queries/record_queries.h"
#include "server/record/record_service.h"

namespace pipewright::collaboration {

// Adds the service to the API. All that is handed over outlives it.
void AddInteractionService(server::Api& api, const InteractionCommands& commands,
                           const RecordQueries<Interaction>& queries, const KeyLookup& keys);

}  // namespace pipewright::collaboration
