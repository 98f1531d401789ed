#pragma once

#include "application/organization/email_verification.h"
#include "application/organization/invitations.h"
#include "application/organization/password_reset.h"
#include "application/organization/session_queries.h"
#include "application/organization/sign_up_door.h"
#include "application/organization/watched_auth_commands.h"
#include "server/record/record_service.h"

namespace pipewright::organization {

// All of them outlive the API.
struct AuthHandlers {
  const WatchedAuthCommands& sessions;
  const SessionQueries& session_queries;
  const SignUpDoor& sign_up;
  const PasswordReset& password_reset;
  const EmailVerification& email_verification;
  const Invitations& invitations;
};

// Adds the service to the API.
void AddAuthService(server::Api& api, const AuthHandlers& handlers);

}  // namespace pipewright::organization
