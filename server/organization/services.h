// The services of the organization context: each call adds one to the server's API. Everything that is handed over
// outlives it.
#pragma once

#include "application/application.h"
#include "application/shared/queries/key_lookup.h"
#include "server/record/record_service.h"

namespace pipewright::organization {

void AddAuthService(server::Api& api, const Application::Organization& organization);
void AddTenantService(server::Api& api, const Application::Organization& organization);
void AddMemberService(server::Api& api, const Application::Organization& organization);
void AddRoleService(server::Api& api, const Application::Organization& organization);
void AddCustomFieldDefinitionService(server::Api& api, const Application::Organization& organization,
                                     const KeyLookup& keys);
void AddBusinessUnitService(server::Api& api, const Application::Organization& organization, const KeyLookup& keys);
void AddCodeSeriesService(server::Api& api, const Application::Organization& organization);

}  // namespace pipewright::organization
