#pragma once

#include "application/organization/custom_field_commands.h"
#include "application/shared/queries/key_lookup.h"
#include "application/shared/queries/record_queries.h"
#include "server/record/record_service.h"

namespace pipewright::organization {

// Adds the service to the API. All that is handed over outlives it.
void AddCustomFieldDefinitionService(server::Api& api, const CustomFieldCommands& commands,
                                     const RecordQueries<CustomFieldDefinition>& queries, const KeyLookup& keys);

}  // namespace pipewright::organization
