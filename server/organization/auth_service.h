#pragma once

#include "application/organization/watched_auth_commands.h"
#include "server/record/record_service.h"

namespace pipewright::organization {

// Adds the service to the API. All that is handed over outlives it.
void AddAuthService(server::Api& api, const WatchedAuthCommands& commands);

}  // namespace pipewright::organization
