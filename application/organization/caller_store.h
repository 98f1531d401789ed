// The port that reads what is known about a caller.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "application/organization/ports.h"
#include "application/shared/call/request_context.h"
#include "domain/organization/membership.h"
#include "domain/organization/tenant.h"
#include "domain/organization/user.h"

namespace pipewright::organization {

// The caller as a member of a tenant.
struct CallerMember {
  MembershipStatus status = MembershipStatus::kActive;
  std::vector<std::string> roles;
  Grants custom_grants;                         // of those roles that are the tenant's own
  std::optional<BusinessUnitId> business_unit;  // live and active
  TenantStatus tenant_status = TenantStatus::kActive;
  Currency base_currency;
  std::string time_zone;
  std::string locale;
};

struct CallerRecord {
  UserStatus user_status = UserStatus::kActive;
  bool session_alive = false;
  bool platform_operator = false;
  // In the tenant asked for; none when the user isn't a member of it or there is no such tenant.
  std::optional<CallerMember> member;
};

// Thread safe.
class CallerStore {
 public:
  virtual ~CallerStore() = default;
  // nullopt when there is no such user.
  virtual absl::StatusOr<std::optional<CallerRecord>> Load(const UserId& user, const SessionId& session,
                                                           const std::optional<TenantId>& tenant,
                                                           const RequestContext& context) = 0;
  // Everybody who reports to `user`, directly or through others.
  virtual absl::StatusOr<std::vector<UserId>> ReportsOf(const UserId& user, const TenantId& tenant,
                                                        const RequestContext& context) = 0;
};

}  // namespace pipewright::organization
