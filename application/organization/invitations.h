// How somebody who was added to a tenant becomes a member of it.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "application/organization/account_letters.h"
#include "application/organization/auth_commands.h"
#include "application/organization/caller_cache.h"
#include "application/organization/ports.h"
#include "application/organization/security_events.h"
#include "application/shared/call/ports.h"
#include "application/shared/mail/letter_runner.h"
#include "application/unit_of_work.h"

namespace pipewright::organization {

// For an account whose address nobody has shown to be theirs: it gets this password.
struct AcceptInvitation {
  std::string token;
  std::string new_password;
};

// For somebody who is signed in to an account whose address is theirs.
struct JoinTenant {
  std::string token;
};

// Makes the user's invited membership of the unit of work's tenant an active one. kFailedPrecondition:
// INVALID_MEMBERSHIP_STATE, RECORD_DELETED. kNotFound when there is none.
absl::Status AcceptMembership(const UserId& user, UnitOfWork& uow);

// The errors are those that auth_service.proto promises. Thread safe.
//
// Whoever made the account for an address needn't be who reads its mail, and might have signed up before. So accepting
// on such an account, which takes the letter's token, gives it a new password and ends every session that was there.
class Invitations : public mail::LetterWriter {
 public:
  struct Parts {
    Transactor& transactor;
    const PasswordHasher& passwords;
    const SecretTokens& tokens;
    const AccountLetters& letters;
    CallerCache& callers;
    SecurityEvents& events;
  };
  explicit Invitations(const Parts& parts) : parts_(parts) {}

  absl::StatusOr<Done> Handle(const RequestContext& ctx, const AcceptInvitation& cmd) const;
  absl::StatusOr<Done> Handle(const RequestContext& ctx, const JoinTenant& cmd) const;

  absl::StatusOr<std::optional<mail::Letter>> Write(const mail::LetterOrder& order, UnitOfWork& uow) const override;

 private:
  // Who accepted, and whose invitation.
  struct Accepted {
    UserId user;
    TenantId tenant;
  };
  absl::StatusOr<Accepted> Accept(const RequestContext& ctx, const AcceptInvitation& cmd) const;

  const Parts parts_;
};

}  // namespace pipewright::organization
