#include "application/organization/password_reset.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/organization/account_token.h"
#include "domain/organization/password_policy.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright::organization {
namespace {

absl::Status WrongToken() {
  return Unauthenticated(Reason::kCredentialsInvalid,
                         "the token is not valid: it was used, a later one was sent, or it was never given out");
}

}  // namespace

absl::StatusOr<Done> PasswordReset::Handle(const RequestContext& ctx, const RequestPasswordReset& cmd) const {
  // Counted apart from sign-ins: whoever asks for letters can't keep the owner from signing in.
  const TokenHash address = parts_.tokens.HashOf(absl::StrCat("password reset of ", cmd.email.value()));
  RETURN_IF_ERROR(parts_.transactor.Run(ctx, Transactor::Mode::kCommit, [&](UnitOfWork& uow) -> absl::Status {
    ASSIGN_OR_RETURN(SignInThrottle throttle, uow.identities().LockThrottle(address));
    RETURN_IF_ERROR(throttle.Attempt(uow.now(), SignInThrottle::kLetters));
    RETURN_IF_ERROR(uow.identities().SaveThrottle(address, throttle));
    ASSIGN_OR_RETURN(const bool ordered, uow.identities().letters().Add(
                                             {parts_.ids.NewUuid(), mail::LetterKind::kPasswordReset, cmd.email}));
    if (ordered) return absl::OkStatus();
    return Unavailable(Reason::kOverloaded, "too many letters wait to be sent; try again in some minutes",
                       absl::Minutes(5));
  }));
  return Done();
}

absl::StatusOr<std::optional<mail::Letter>> PasswordReset::Write(const mail::LetterOrder& order,
                                                                 UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(const std::optional<User> user, uow.identities().FindUser(order.to));
  if (!user.has_value() || !user->CheckMaySignIn().ok()) return std::nullopt;
  const SecretToken token = parts_.tokens.New();
  const absl::Time end = uow.now() + AccountToken::kPasswordResetLifetime;
  RETURN_IF_ERROR(
      uow.identities().PutToken({user->state().id, AccountTokenPurpose::kPasswordReset, token.hash, uow.now(), end}));
  ASSIGN_OR_RETURN(mail::Letter letter, parts_.letters.PasswordReset(order.to, token.text, end));
  return letter;
}

absl::StatusOr<User> PasswordReset::OwnerOf(const TokenHash& hash, UnitOfWork& uow) {
  ASSIGN_OR_RETURN(const std::optional<AccountToken> token,
                   uow.identities().FindToken(hash, AccountTokenPurpose::kPasswordReset));
  if (!token.has_value()) return WrongToken();
  RETURN_IF_ERROR(token->CheckAlive(uow.now()));
  ASSIGN_OR_RETURN(std::optional<User> user, uow.identities().FindUser(token->user_id));
  if (!user.has_value()) return absl::InternalError("a token without a user");
  RETURN_IF_ERROR(user->CheckMaySignIn());
  return *std::move(user);
}

absl::StatusOr<Done> PasswordReset::Handle(const RequestContext& ctx, const ResetPassword& cmd) const {
  const TokenHash presented = parts_.tokens.HashOf(cmd.token);
  std::optional<User> owner;
  // Before the password is looked at: whoever has no token can't make the server hash for them.
  RETURN_IF_ERROR(parts_.transactor.Run(ctx, Transactor::Mode::kCommit, [&](UnitOfWork& uow) -> absl::Status {
    ASSIGN_OR_RETURN(owner, OwnerOf(presented, uow));
    return absl::OkStatus();
  }));
  const UserState& described = owner->state();
  RETURN_IF_ERROR(CheckPassword(
      cmd.new_password, {described.email.value(), described.given_name, described.family_name}, "new_password"));
  ASSIGN_OR_RETURN(const std::string hash, parts_.passwords.Hash(cmd.new_password));
  RETURN_IF_ERROR(parts_.transactor.Run(ctx, Transactor::Mode::kCommit, [&](UnitOfWork& uow) -> absl::Status {
    Identities& identities = uow.identities();
    // Of two calls with one token the second waits here for the first, and finds it gone.
    ASSIGN_OR_RETURN(const bool taken, identities.TakeToken(presented, AccountTokenPurpose::kPasswordReset));
    if (!taken) return WrongToken();
    ASSIGN_OR_RETURN(std::optional<User> user, identities.FindUser(described.id));
    if (!user.has_value()) return WrongToken();
    RETURN_IF_ERROR(user->CheckMaySignIn());
    user->ChangePassword(hash, uow.now());
    RETURN_IF_ERROR(identities.SaveUser(*user));
    RETURN_IF_ERROR(identities.ForgetThrottle(parts_.tokens.HashOf(described.email.value())));
    return identities.EndSessions(described.id, std::nullopt, SessionEnd::kPasswordChanged, uow.now());
  }));
  parts_.callers.Forget(described.id);
  return Done();
}

}  // namespace pipewright::organization
