// Signing up, signing in, and what follows. These begin before a tenant is known, so they run their own transactions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "application/organization/caller_cache.h"
#include "application/organization/done.h"
#include "application/organization/identities.h"
#include "application/organization/ports.h"
#include "application/organization/sign_in_attempts.h"
#include "application/organization/sign_up.h"
#include "application/organization/sign_up_door.h"
#include "application/shared/call/ports.h"
#include "application/unit_of_work.h"

namespace pipewright::organization {

struct SignUp {
  EmailAddress email;
  std::string password;
  std::string given_name;
  std::string family_name;
  NewTenantDetails tenant;
  std::string captcha_response;
  std::string email_proof;  // may be empty
};

struct SignIn {
  EmailAddress email;
  std::string password;
  std::optional<TenantId> tenant;  // of calls that name none
};

struct RefreshSession {
  std::string refresh_token;
};

struct SignOut {};

struct ChangePassword {
  std::string current_password;
  std::string new_password;
};

struct RevokeSession {
  SessionId id;
};

struct GetMe {};

// What signing in gives.
struct AuthSession {
  std::string access_token;
  absl::Time access_token_expire_time;
  std::string refresh_token;
  SessionId session_id;
  UserState user;
  std::optional<TenantId> tenant;  // of calls that name none
  std::vector<TenantOfUser> tenants;
};

struct Me {
  UserState user;
  std::optional<TenantId> tenant;
  Grants grants;
  std::vector<TenantOfUser> tenants;
  bool platform_operator = false;
  std::string session_id;
};

// The errors are those that auth_service.proto promises. Thread safe.
class AuthCommands {
 public:
  struct Parts {
    Transactor& transactor;
    const PasswordHasher& passwords;
    const SecretTokens& tokens;
    const AccessTokens& access_tokens;
    const TenantFounder& founder;
    CallerCache& callers;
    const SignUpDoor& door;
    IdGenerator& ids;
    const Clock& clock;
  };
  explicit AuthCommands(const Parts& parts) : parts_(parts) {}

  absl::StatusOr<AuthSession> Handle(const RequestContext& ctx, const SignUp& cmd) const;
  absl::StatusOr<AuthSession> Handle(const RequestContext& ctx, const SignIn& cmd) const;
  absl::StatusOr<AuthSession> Handle(const RequestContext& ctx, const RefreshSession& cmd) const;
  absl::StatusOr<Done> Handle(const RequestContext& ctx, const SignOut& cmd) const;
  absl::StatusOr<Done> Handle(const RequestContext& ctx, const ChangePassword& cmd) const;
  absl::StatusOr<Done> Handle(const RequestContext& ctx, const RevokeSession& cmd) const;
  absl::StatusOr<Me> Handle(const RequestContext& ctx, const GetMe& query) const;

 private:
  struct Attempted {
    SignInAttempt attempt;
    std::optional<User> user;
  };
  // Counts an attempt on the address and finds whose it is. kResourceExhausted/TOO_MANY_ATTEMPTS.
  absl::StatusOr<Attempted> Attempt(const RequestContext& ctx, const EmailAddress& email) const;
  // Leaves an entry in the trail; `why`.
  absl::Status Refuse(const RequestContext& ctx, const Attempted& attempted, absl::Status why) const;
  // At the first sign-in to an account that a tenant made for its member: that is the membership's acceptance.
  absl::Status JoinMaker(const RequestContext& ctx, const User& user) const;
  // A session that begins with this unit of work.
  absl::StatusOr<AuthSession> StartSession(const RequestContext& ctx, const User& user,
                                           const std::optional<TenantId>& tenant, UnitOfWork& uow) const;
  absl::Status IssueAccessToken(AuthSession& session) const;
  absl::Status EndSession(const RequestContext& ctx, const SessionId& id, SessionEnd reason) const;

  const Parts parts_;
};

}  // namespace pipewright::organization
