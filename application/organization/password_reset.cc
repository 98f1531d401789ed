#include "application/organization/password_reset.h"

#include <utility>

#include "application/organization/letter_tokens.h"
#include "application/organization/password_notice.h"
#include "application/organization/security_outcome.h"
#include "application/organization/sign_in_attempts.h"
#include "domain/organization/account_token.h"
#include "domain/organization/password_policy.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright::organization {
absl::StatusOr<Done> PasswordReset::Handle(const RequestContext& ctx, const RequestPasswordReset& cmd) const {
  RETURN_IF_ERROR(parts_.transactor.Run(ctx, Transactor::Mode::kCommit, [&](UnitOfWork& uow) {
    return OrderLetter(parts_.tokens, parts_.ids, mail::LetterKind::kPasswordReset, cmd.email, std::nullopt, uow);
  }));
  return Done();
}

absl::StatusOr<std::optional<mail::Letter>> PasswordReset::Write(const mail::LetterOrder& order,
                                                                 UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(const std::optional<User> user, uow.identities().FindUser(order.to));
  if (!user.has_value() || !user->CheckMaySignIn().ok()) return std::nullopt;
  ASSIGN_OR_RETURN(const LetterToken token,
                   IssueToken(parts_.tokens, user->state().id, AccountTokenPurpose::kPasswordReset,
                              AccountToken::kPasswordResetLifetime, std::nullopt, uow));
  ASSIGN_OR_RETURN(mail::Letter letter, parts_.letters.PasswordReset(order.to, token.text, token.expire_time));
  return letter;
}

absl::StatusOr<Done> PasswordReset::Handle(const RequestContext& ctx, const ResetPassword& cmd) const {
  const absl::StatusOr<UserId> user = Reset(ctx, cmd);
  TellOfNewPassword(parts_.events, ctx, user.status(), user.ok() ? std::optional(*user) : std::nullopt, std::nullopt);
  RETURN_IF_ERROR(user.status());
  parts_.callers.Forget(*user);
  return Done();
}

absl::StatusOr<UserId> PasswordReset::Reset(const RequestContext& ctx, const ResetPassword& cmd) const {
  const TokenHash presented = parts_.tokens.HashOf(cmd.token);
  ASSIGN_OR_RETURN(const PresentedLetterToken found,
                   FindLetterToken(parts_.transactor, ctx, presented, AccountTokenPurpose::kPasswordReset));
  const UserState& described = found.owner.state();
  RETURN_IF_ERROR(CheckPassword(
      cmd.new_password, {described.email.value(), described.given_name, described.family_name}, "new_password"));
  ASSIGN_OR_RETURN(const std::string hash, parts_.passwords.Hash(cmd.new_password));
  RETURN_IF_ERROR(parts_.transactor.Run(ctx, Transactor::Mode::kCommit, [&](UnitOfWork& uow) -> absl::Status {
    Identities& identities = uow.identities();
    // Of two calls with one token the second waits here for the first, and finds it gone.
    ASSIGN_OR_RETURN(const bool taken, identities.TakeToken(presented, AccountTokenPurpose::kPasswordReset));
    if (!taken) return WrongLetterToken();
    ASSIGN_OR_RETURN(std::optional<User> user, identities.FindUser(described.id));
    if (!user.has_value()) return WrongLetterToken();
    RETURN_IF_ERROR(user->CheckMaySignIn());
    user->ChangePassword(hash, uow.now());
    // They have read the letter.
    user->VerifyEmail(uow.now());
    RETURN_IF_ERROR(identities.SaveUser(*user));
    RETURN_IF_ERROR(ForgetSignInAttempts(parts_.tokens, ctx, described.email, uow));
    RETURN_IF_ERROR(OrderPasswordNotice(parts_.ids, described.email, uow));
    return identities.EndSessions(described.id, std::nullopt, SessionEnd::kPasswordChanged, uow.now());
  }));
  return described.id;
}

}  // namespace pipewright::organization
