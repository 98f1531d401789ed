#pragma once

#include "application/organization/role_queries.h"
#include "server/record/record_service.h"

namespace pipewright::organization {

// Adds the service to the API. All that is handed over outlives it.
void AddRoleService(server::Api& api, const RoleQueries& queries);

}  // namespace pipewright::organization
