#include "application/organization/email_verification.h"

#include "application/organization/letter_tokens.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright::organization {

absl::StatusOr<Done> EmailVerification::Handle(const RequestContext& ctx, const VerifyEmail& cmd) const {
  const TokenHash presented = parts_.tokens.HashOf(cmd.token);
  RETURN_IF_ERROR(parts_.transactor.Run(ctx, Transactor::Mode::kCommit, [&](UnitOfWork& uow) -> absl::Status {
    ASSIGN_OR_RETURN(PresentedLetterToken found,
                     FindLetterToken(presented, AccountTokenPurpose::kEmailVerification, uow));
    if (found.owner.state().id != ctx.user()) return WrongLetterToken();
    ASSIGN_OR_RETURN(const bool taken, uow.identities().TakeToken(presented, AccountTokenPurpose::kEmailVerification));
    if (!taken) return WrongLetterToken();
    found.owner.VerifyEmail(uow.now());
    return uow.identities().SaveUser(found.owner);
  }));
  return Done();
}

absl::StatusOr<Done> EmailVerification::Handle(const RequestContext& ctx, const ResendEmailVerification&) const {
  RETURN_IF_ERROR(parts_.transactor.Run(ctx, Transactor::Mode::kCommit, [&](UnitOfWork& uow) -> absl::Status {
    ASSIGN_OR_RETURN(const std::optional<User> user, uow.identities().FindUser(ctx.user()));
    if (!user.has_value()) return NotFound("user", ctx.user().ToString());
    // Nothing is left to show.
    if (user->state().email_verified()) return absl::OkStatus();
    return OrderLetter(parts_.tokens, parts_.ids, mail::LetterKind::kEmailVerification, user->state().email,
                       std::nullopt, uow);
  }));
  return Done();
}

absl::StatusOr<std::optional<mail::Letter>> EmailVerification::Write(const mail::LetterOrder& order,
                                                                     UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(const std::optional<User> user, uow.identities().FindUser(order.to));
  if (!user.has_value() || !user->CheckMaySignIn().ok() || user->state().email_verified()) return std::nullopt;
  ASSIGN_OR_RETURN(const LetterToken token,
                   IssueToken(parts_.tokens, user->state().id, AccountTokenPurpose::kEmailVerification,
                              AccountToken::kEmailVerificationLifetime, std::nullopt, uow));
  ASSIGN_OR_RETURN(mail::Letter letter, parts_.letters.EmailVerification(order.to, token.text, token.expire_time));
  return letter;
}

}  // namespace pipewright::organization
