// People and how they sign in, as a unit of work stores them. They belong to no tenant, so nothing here is bound to the
// unit of work's tenant.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "application/shared/mail/letter_queue.h"
#include "domain/organization/account_token.h"
#include "domain/organization/membership.h"
#include "domain/organization/session.h"
#include "domain/organization/sign_in_throttle.h"
#include "domain/organization/tenant.h"
#include "domain/organization/user.h"

namespace pipewright::organization {

// A tenant as its member sees it before entering.
struct TenantOfUser {
  TenantId id;
  std::string name;
  Slug slug;
  TenantStatus status = TenantStatus::kActive;
  MembershipStatus membership_status = MembershipStatus::kActive;
};

// Not thread safe: one unit of work, one thread.
class Identities {
 public:
  virtual ~Identities() = default;

  virtual absl::StatusOr<std::optional<User>> FindUser(const EmailAddress& email) = 0;
  virtual absl::StatusOr<std::optional<User>> FindUser(const UserId& id) = 0;
  // kAlreadyExists about "email" when another user has it (may surface only at commit).
  virtual absl::Status AddUser(User& user) = 0;
  // kAborted when another call changed the user since (may surface only at commit).
  virtual absl::Status SaveUser(User& user) = 0;
  // Stores the sign-in of `user`, who was loaded with `verified_hash`, and a renewed hash of the same password. False,
  // and nothing is stored, when the password or the status has changed meanwhile. Sign-ins at once don't collide.
  virtual absl::StatusOr<bool> RecordSignIn(const User& user, const std::string& verified_hash) = 0;
  // Oldest membership first.
  virtual absl::StatusOr<std::vector<TenantOfUser>> TenantsOf(const UserId& user) = 0;
  // Does nothing when the user is one.
  virtual absl::Status MakeOperator(const UserId& user) = 0;

  virtual absl::Status AddSession(const Session& session) = 0;
  // `spent`: the refresh token that this change used up.
  virtual absl::Status SaveSession(const Session& session, const std::optional<TokenHash>& spent) = 0;
  struct PresentedToken {
    Session session;
    RefreshTokenKind kind;
  };
  // The session that a refresh token belongs or belonged to; locked until the unit of work ends.
  virtual absl::StatusOr<std::optional<PresentedToken>> FindRefreshToken(const TokenHash& hash) = 0;
  virtual absl::StatusOr<std::optional<Session>> FindSession(const SessionId& id) = 0;
  // Those alive at `now`, the newest first, from the first one behind `behind` on; at most `count`.
  virtual absl::StatusOr<std::vector<SessionState>> SessionsOf(const UserId& user, absl::Time now,
                                                               const std::optional<SessionId>& behind, int count) = 0;
  // Ends all living sessions of the user but `keep`.
  virtual absl::Status EndSessions(const UserId& user, const std::optional<SessionId>& keep, SessionEnd reason,
                                   absl::Time now) = 0;

  // Takes the place of the user's earlier token of that purpose and tenant.
  virtual absl::Status PutToken(const AccountToken& token) = 0;
  virtual absl::StatusOr<std::optional<AccountToken>> FindToken(const TokenHash& hash, AccountTokenPurpose purpose) = 0;
  // Uses it up. False when there is no such token any more: of several units of work one gets it, and the others wait
  // for that one's end.
  virtual absl::StatusOr<bool> TakeToken(const TokenHash& hash, AccountTokenPurpose purpose) = 0;
  // `tenant`: of invitations, whose; none: of every tenant.
  virtual absl::Status DropTokens(const UserId& user, AccountTokenPurpose purpose,
                                  const std::optional<TenantId>& tenant = std::nullopt) = 0;

  // Letters to people, members of a tenant or not.
  virtual mail::LetterOrders& letters() = 0;

  // Whether a session of the address's owner, if it has one, began in that network and isn't too old to be kept.
  virtual absl::StatusOr<bool> HasSignedInFrom(const EmailAddress& email, const std::string& network) = 0;

  // Attempts by what they are counted by, as a hash; locked until the unit of work ends.
  virtual absl::StatusOr<SignInThrottle> LockThrottle(const TokenHash& key) = 0;
  virtual absl::Status SaveThrottle(const TokenHash& key, const SignInThrottle& throttle) = 0;
  virtual absl::Status ForgetThrottle(const TokenHash& key) = 0;

  // An entry of the trail: of the account, or when there is none by a hash of the address that was tried. Takes as long
  // for one as for the other. Those that come again from the same place soon after are one.
  virtual absl::Status NoteFailedSignIn(const std::optional<UserId>& user, const TokenHash& tried) = 0;
};

}  // namespace pipewright::organization
