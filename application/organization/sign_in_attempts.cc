#include "application/organization/sign_in_attempts.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "application/organization/identities.h"
#include "domain/shared/status_macros.h"

namespace pipewright::organization {
namespace {

SignInAttempt AttemptOn(const SecretTokens& tokens, const RequestContext& ctx, const EmailAddress& email) {
  SignInAttempt attempt;
  attempt.here = tokens.HashOf(absl::StrCat(email.value(), " ", absl::BytesToHexString(ctx.client_network)));
  attempt.everywhere = tokens.HashOf(email.value());
  return attempt;
}

absl::Status Count(const TokenHash& key, const SignInThrottle::Pace& pace, UnitOfWork& uow) {
  ASSIGN_OR_RETURN(SignInThrottle throttle, uow.identities().LockThrottle(key));
  RETURN_IF_ERROR(throttle.Attempt(uow.now(), pace));
  return uow.identities().SaveThrottle(key, throttle);
}

}  // namespace

absl::StatusOr<SignInAttempt> CountSignInAttempt(const SecretTokens& tokens, const RequestContext& ctx,
                                                 const EmailAddress& email, UnitOfWork& uow) {
  SignInAttempt attempt = AttemptOn(tokens, ctx, email);
  // What all attempts on the account share is locked last, and by everybody in this order.
  RETURN_IF_ERROR(Count(attempt.here, SignInThrottle::kPasswords, uow));
  // Asked also of an address that is nobody's, so that it takes the same statements.
  ASSIGN_OR_RETURN(attempt.known_network, uow.identities().HasSignedInFrom(email, ctx.client_network));
  if (!attempt.known_network) RETURN_IF_ERROR(Count(attempt.everywhere, SignInThrottle::kPasswordsEverywhere, uow));
  return attempt;
}

absl::Status ForgiveSignInAttempt(const SignInAttempt& attempt, UnitOfWork& uow) {
  RETURN_IF_ERROR(uow.identities().ForgetThrottle(attempt.here));
  if (attempt.known_network) return absl::OkStatus();
  ASSIGN_OR_RETURN(SignInThrottle throttle, uow.identities().LockThrottle(attempt.everywhere));
  throttle.TakeBack();
  if (throttle.attempts == 0) return uow.identities().ForgetThrottle(attempt.everywhere);
  return uow.identities().SaveThrottle(attempt.everywhere, throttle);
}

absl::Status ForgetSignInAttempts(const SecretTokens& tokens, const RequestContext& ctx, const EmailAddress& email,
                                  UnitOfWork& uow) {
  const SignInAttempt attempts = AttemptOn(tokens, ctx, email);
  RETURN_IF_ERROR(uow.identities().ForgetThrottle(attempts.here));
  return uow.identities().ForgetThrottle(attempts.everywhere);
}

}  // namespace pipewright::organization
