#include "application/organization/letter_tokens.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright::organization {

absl::Status OrderLetter(const SecretTokens& tokens, IdGenerator& ids, mail::LetterKind kind, const EmailAddress& to,
                         const std::optional<TenantId>& tenant, UnitOfWork& uow) {
  // Counted apart from sign-ins: whoever asks for letters can't keep the owner from signing in.
  const TokenHash address =
      tokens.HashOf(absl::StrCat(NameOf(kind), " ", tenant.has_value() ? tenant->ToString() : "", " ", to.value()));
  ASSIGN_OR_RETURN(SignInThrottle throttle, uow.identities().LockThrottle(address));
  RETURN_IF_ERROR(throttle.Attempt(uow.now(), SignInThrottle::kLetters));
  RETURN_IF_ERROR(uow.identities().SaveThrottle(address, throttle));
  ASSIGN_OR_RETURN(const bool ordered, uow.identities().letters().Add({ids.NewUuid(), kind, to, tenant}));
  if (ordered) return absl::OkStatus();
  return Unavailable(Reason::kOverloaded, "too many letters wait to be sent; try again in some minutes",
                     absl::Minutes(5));
}

absl::StatusOr<LetterToken> IssueToken(const SecretTokens& tokens, const UserId& user, AccountTokenPurpose purpose,
                                       absl::Duration lifetime, const std::optional<TenantId>& tenant,
                                       UnitOfWork& uow) {
  SecretToken token = tokens.New();
  const absl::Time end = uow.now() + lifetime;
  RETURN_IF_ERROR(uow.identities().PutToken({user, purpose, token.hash, uow.now(), end, tenant}));
  return LetterToken{std::move(token.text), end};
}

absl::Status WrongLetterToken() {
  return Unauthenticated(Reason::kCredentialsInvalid,
                         "the token is not valid: it was used, a later one was sent, or it was never given out");
}

absl::StatusOr<PresentedLetterToken> FindLetterToken(const TokenHash& hash, AccountTokenPurpose purpose,
                                                     UnitOfWork& uow) {
  ASSIGN_OR_RETURN(std::optional<AccountToken> token, uow.identities().FindToken(hash, purpose));
  if (!token.has_value()) return WrongLetterToken();
  RETURN_IF_ERROR(token->CheckAlive(uow.now()));
  ASSIGN_OR_RETURN(std::optional<User> owner, uow.identities().FindUser(token->user_id));
  if (!owner.has_value()) return absl::InternalError("a token without a user");
  RETURN_IF_ERROR(owner->CheckMaySignIn());
  return PresentedLetterToken{*token, *std::move(owner)};
}

absl::StatusOr<PresentedLetterToken> FindLetterToken(Transactor& transactor, const RequestContext& ctx,
                                                     const TokenHash& hash, AccountTokenPurpose purpose) {
  std::optional<PresentedLetterToken> found;
  RETURN_IF_ERROR(transactor.Run(ctx, Transactor::Mode::kCommit, [&](UnitOfWork& uow) -> absl::Status {
    ASSIGN_OR_RETURN(found, FindLetterToken(hash, purpose, uow));
    return absl::OkStatus();
  }));
  return *std::move(found);
}

}  // namespace pipewright::organization
