// How many passwords may be tried, so that guessing gets nobody in and keeps nobody out.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "application/organization/ports.h"
#include "application/shared/call/request_context.h"
#include "application/unit_of_work.h"
#include "domain/organization/sign_in_throttle.h"
#include "domain/shared/contact_details.h"

namespace pipewright::organization {

// An attempt that was counted: by the account and the network that it comes from (SignInThrottle::kPasswords), and
// unless the account has signed in from there before, also by the account alone (kPasswordsEverywhere). So whoever
// guesses in one place stops there, whoever guesses in many is stopped in all that the account doesn't know, and its
// owner is open to neither at home.
struct SignInAttempt {
  TokenHash here;
  TokenHash everywhere;
  bool known_network = false;
};

// Counts one, whether or not the address is somebody's. To be committed before the password is looked at: then attempts
// at the same moment can't slip through. kResourceExhausted/TOO_MANY_ATTEMPTS.
absl::StatusOr<SignInAttempt> CountSignInAttempt(const SecretTokens& tokens, const RequestContext& ctx,
                                                 const EmailAddress& email, UnitOfWork& uow);

// The attempt had the right password: those before it from the same network are forgotten. Of those from everywhere
// only this one is, for the others may be somebody else's.
absl::Status ForgiveSignInAttempt(const SignInAttempt& attempt, UnitOfWork& uow);

// The account's owner has shown who they are in another way, by their mail: nothing stands between them and signing in.
absl::Status ForgetSignInAttempts(const SecretTokens& tokens, const RequestContext& ctx, const EmailAddress& email,
                                  UnitOfWork& uow);

}  // namespace pipewright::organization
