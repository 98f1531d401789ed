#include "application/organization/member_principal.h"

#include <algorithm>
#include <vector>

#include "domain/organization/built_in_roles.h"
#include "domain/organization/locale.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright::organization {
namespace {

bool HasUnitScope(const Grants& grants) {
  return std::any_of(grants.grants().begin(), grants.grants().end(),
                     [](const Grants::Grant& grant) { return grant.scope == Scope::kUnit; });
}

absl::Status Refused(Reason reason, absl::string_view message) {
  ErrorDetails details;
  details.reason = reason;
  return MakeError(absl::StatusCode::kPermissionDenied, message, details);
}

}  // namespace

absl::Status CheckMember(const CallerMember& member) {
  if (member.status != MembershipStatus::kActive) {
    return Refused(Reason::kMembershipSuspended,
                   "your membership is suspended or not yet accepted; ask an administrator of the tenant");
  }
  return member.tenant_status == TenantStatus::kClosed ? CheckUsable(member.tenant_status) : absl::OkStatus();
}

absl::Status FillMember(Principal& principal, const TenantId& tenant, const CallerMember& member, CallerStore& store,
                        const RequestContext& context) {
  principal.tenant = tenant;
  principal.tenant_usable = CheckUsable(member.tenant_status);
  principal.grants = GrantsOfRoles(member.roles, member.custom_grants);
  principal.unit_users = {*principal.user};
  if (HasUnitScope(principal.grants)) {
    ASSIGN_OR_RETURN(const std::vector<UserId> reports, store.ReportsOf(*principal.user, tenant, context));
    principal.unit_users.insert(principal.unit_users.end(), reports.begin(), reports.end());
  }
  principal.business_unit = member.business_unit;
  principal.base_currency = member.base_currency;
  absl::LoadTimeZone(member.time_zone, &principal.time_zone);
  principal.region = RegionOf(member.locale);
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const Principal>> MemberPrincipals::Load(const UserId& user, const TenantId& tenant,
                                                                        const RequestContext& context) const {
  ASSIGN_OR_RETURN(const auto record, store_.Load(user, SessionId(), tenant, context));
  if (!record.has_value() || record->user_status != UserStatus::kActive) {
    return Unauthenticated(Reason::kUserDisabled, "the user who asked for this is locked or disabled");
  }
  if (!record->member.has_value()) {
    return Refused(Reason::kNotAMember, "the user who asked for this is no member of the tenant any more");
  }
  RETURN_IF_ERROR(CheckMember(*record->member));
  auto principal = std::make_shared<Principal>();
  principal->user = user;
  RETURN_IF_ERROR(FillMember(*principal, tenant, *record->member, store_, context));
  RETURN_IF_ERROR(principal->tenant_usable);
  return principal;
}

}  // namespace pipewright::organization
