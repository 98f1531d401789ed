// What happens to accounts, for those who watch over them: a log, metrics. What is kept for good is in the database's
// trail (account_entries), which doesn't depend on this.
#pragma once

#include <optional>
#include <string>

#include "application/shared/call/request_context.h"
#include "domain/organization/user.h"
#include "domain/shared/reason.h"
#include "domain/shared/record_kind.h"

namespace pipewright::organization {

enum class SecurityEventKind {
  kSignedUp,
  kSignedIn,
  kSignInFailed,        // a wrong password, a locked user, too many attempts
  kRefreshFailed,       // a refresh token that isn't one any more
  kRefreshTokenReused,  // a spent one: somebody has a copy
  kPasswordChanged,
  kPasswordChangeFailed,  // of somebody who is signed in, or by a letter
  kSessionEnded,          // by its owner
  kSigningKeyRefused,     // a stored key that no server of this installation has made
};

struct SecurityEvent {
  SecurityEventKind kind = SecurityEventKind::kSignedIn;
  Reason reason = Reason::kUnspecified;  // why it failed
  std::optional<UserId> user;            // where it is known
  std::optional<TenantId> tenant;
  // The address that was tried. Never to be shown as it is: only a keyed hash of it tells one account from another.
  std::string tried_address;
  std::string detail;  // what to do about it, where that isn't plain
};

// Thread safe; must not block.
class SecurityEvents {
 public:
  virtual ~SecurityEvents() = default;
  virtual void Tell(const RequestContext& ctx, const SecurityEvent& event) = 0;
};

}  // namespace pipewright::organization
