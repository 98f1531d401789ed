#pragma once

#include "application/catalog/offering_commands.h"
#include "application/shared/queries/key_lookup.h"
#include "application/shared/queries/record_queries.h"
#include "server/record/record_service.h"

namespace pipewright::catalog {

// Adds the service to the API. All that is handed over outlives it.
void AddOfferingService(server::Api& api, const OfferingCommands& commands, const RecordQueries<Offering>& queries,
                        const KeyLookup& keys);

}  // namespace pipewright::catalog
