#include "application/organization/session_tenants.h"

#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright::organization {

absl::StatusOr<std::optional<TenantId>> DefaultTenant(const std::vector<TenantOfUser>& tenants,
                                                      const std::optional<TenantId>& asked) {
  if (asked.has_value()) {
    for (const TenantOfUser& tenant : tenants) {
      if (tenant.id == *asked) return asked;
    }
    ErrorDetails details;
    details.reason = Reason::kNotAMember;
    return MakeError(absl::StatusCode::kPermissionDenied, "you are not a member of that tenant", details);
  }
  for (const TenantOfUser& tenant : tenants) {
    if (tenant.status == TenantStatus::kActive && tenant.membership_status == MembershipStatus::kActive) {
      return std::optional(tenant.id);
    }
  }
  return tenants.empty() ? std::nullopt : std::optional(tenants.front().id);
}

absl::StatusOr<std::vector<TenantOfUser>> KnownTenants(const UserState& user, Identities& identities) {
  ASSIGN_OR_RETURN(std::vector<TenantOfUser> tenants, identities.TenantsOf(user.id));
  if (!user.email_verified()) {
    std::erase_if(tenants,
                  [](const TenantOfUser& tenant) { return tenant.membership_status == MembershipStatus::kInvited; });
  }
  return tenants;
}

}  // namespace pipewright::organization
