// A new password for somebody who forgot theirs, by way of their mail.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "application/organization/account_letters.h"
#include "application/organization/auth_commands.h"
#include "application/organization/caller_cache.h"
#include "application/organization/identities.h"
#include "application/organization/ports.h"
#include "application/organization/security_events.h"
#include "application/shared/call/ports.h"
#include "application/shared/mail/letter_runner.h"
#include "application/unit_of_work.h"

namespace pipewright::organization {

struct RequestPasswordReset {
  EmailAddress email;
};

struct ResetPassword {
  std::string token;
  std::string new_password;
};

// The errors are those that auth_service.proto promises. Thread safe.
//
// Asking orders a letter, whoever has the address, and looks at no user: neither the answer nor its time tells whether
// somebody has it. Whether there is anybody to write to is found out when the letter is written, and only then is a
// token made: the database knows no more of it than its hash.
class PasswordReset : public mail::LetterWriter {
 public:
  struct Parts {
    Transactor& transactor;
    const PasswordHasher& passwords;
    const SecretTokens& tokens;
    const AccountLetters& letters;
    CallerCache& callers;
    SecurityEvents& events;
    IdGenerator& ids;
  };
  explicit PasswordReset(const Parts& parts) : parts_(parts) {}

  absl::StatusOr<Done> Handle(const RequestContext& ctx, const RequestPasswordReset& cmd) const;
  absl::StatusOr<Done> Handle(const RequestContext& ctx, const ResetPassword& cmd) const;

  absl::StatusOr<std::optional<mail::Letter>> Write(const mail::LetterOrder& order, UnitOfWork& uow) const override;

 private:
  absl::StatusOr<UserId> Reset(const RequestContext& ctx, const ResetPassword& cmd) const;

  const Parts parts_;
};

}  // namespace pipewright::organization
