#pragma once

#include "application/organization/auth_commands.h"
#include "application/organization/password_reset.h"
#include "server/record/record_service.h"

namespace pipewright::organization {

// Adds the service to the API. All that is handed over outlives it.
void AddAuthService(server::Api& api, const AuthCommands& commands, const PasswordReset& password_reset);

}  // namespace pipewright::organization
