// The tokens that letters bring, as their commands and writers share them.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "application/organization/identities.h"
#include "application/organization/ports.h"
#include "application/shared/call/ports.h"
#include "application/unit_of_work.h"

namespace pipewright::organization {

// Orders a letter in the unit of work, unless its address has had so many that it must wait:
// kResourceExhausted/TOO_MANY_ATTEMPTS. kUnavailable/OVERLOADED while too many letters wait. Looks at no user.
absl::Status OrderLetter(const SecretTokens& tokens, IdGenerator& ids, mail::LetterKind kind, const EmailAddress& to,
                         const std::optional<TenantId>& tenant, UnitOfWork& uow);

// A new token for `user`, for as long as `lifetime`, in the place of the one before. The text is in nothing but the
// letter.
struct LetterToken {
  std::string text;
  absl::Time expire_time;
};
absl::StatusOr<LetterToken> IssueToken(const SecretTokens& tokens, const UserId& user, AccountTokenPurpose purpose,
                                       absl::Duration lifetime, const std::optional<TenantId>& tenant, UnitOfWork& uow);

// kUnauthenticated/CREDENTIALS_INVALID.
absl::Status WrongLetterToken();

// The token, and whose it is, if it may still be used. WrongLetterToken; kUnauthenticated: TOKEN_EXPIRED, or
// USER_DISABLED for somebody who may not sign in.
struct PresentedLetterToken {
  AccountToken token;
  User owner;
};
absl::StatusOr<PresentedLetterToken> FindLetterToken(const TokenHash& hash, AccountTokenPurpose purpose,
                                                     UnitOfWork& uow);
// The same in a transaction of its own, for before a password is looked at: whoever has no token can't make the server
// hash for them.
absl::StatusOr<PresentedLetterToken> FindLetterToken(Transactor& transactor, const RequestContext& ctx,
                                                     const TokenHash& hash, AccountTokenPurpose purpose);

}  // namespace pipewright::organization
