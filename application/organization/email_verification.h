// That an address is its account's owner's, shown by a letter to it.
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "application/organization/account_letters.h"
#include "application/organization/auth_commands.h"
#include "application/organization/ports.h"
#include "application/shared/call/ports.h"
#include "application/shared/mail/letter_runner.h"
#include "application/unit_of_work.h"

namespace pipewright::organization {

struct VerifyEmail {
  std::string token;
};

struct ResendEmailVerification {};

// The errors are those that auth_service.proto promises. Thread safe.
//
// Only the account's own user can use the token: somebody whose address a stranger signed up with, and who opens the
// letter's link without thinking, doesn't make the stranger's account one that counts as theirs.
class EmailVerification : public mail::LetterWriter {
 public:
  struct Parts {
    Transactor& transactor;
    const SecretTokens& tokens;
    const AccountLetters& letters;
    IdGenerator& ids;
  };
  explicit EmailVerification(const Parts& parts) : parts_(parts) {}

  absl::StatusOr<Done> Handle(const RequestContext& ctx, const VerifyEmail& cmd) const;
  absl::StatusOr<Done> Handle(const RequestContext& ctx, const ResendEmailVerification& cmd) const;

  absl::StatusOr<std::optional<mail::Letter>> Write(const mail::LetterOrder& order, UnitOfWork& uow) const override;

 private:
  const Parts parts_;
};

}  // namespace pipewright::organization
