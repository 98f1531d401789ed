#pragma once

#include "application/organization/business_unit_commands.h"
#include "application/shared/queries/key_lookup.h"
#include "application/shared/queries/record_queries.h"
#include "server/record/record_service.h"

namespace pipewright::organization {

// Adds the service to the API. All that is handed over outlives it.
void AddBusinessUnitService(server::Api& api, const BusinessUnitCommands& commands,
                            const RecordQueries<BusinessUnit>& queries, const KeyLookup& keys);

}  // namespace pipewright::organization
