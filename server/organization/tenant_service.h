#pragma once

#include "application/organization/tenant_commands.h"
#include "application/shared/queries/record_queries.h"
#include "server/record/record_service.h"

namespace pipewright::organization {

// Adds the service to the API. All that is handed over outlives it.
void AddTenantService(server::Api& api, const TenantCommands& commands, const RecordQueries<Tenant>& queries,
                      const TenantAdministration& administration);

}  // namespace pipewright::organization
