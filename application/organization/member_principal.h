// Makes the caller out of a member of a tenant, with the roles that the member has now.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "application/organization/caller_store.h"
#include "application/shared/call/request_context.h"

namespace pipewright::organization {

// kPermissionDenied when the membership is suspended, kFailedPrecondition when the tenant is closed.
absl::Status CheckMember(const CallerMember& member);

// `principal` comes with its user; this adds the tenant, whether it is suspended, the rights, the business unit and the
// tenant's settings.
absl::Status FillMember(Principal& principal, const TenantId& tenant, const CallerMember& member, CallerStore& store,
                        const RequestContext& context);

// Makes a caller for work that goes on when nobody calls any more (jobs). Thread safe.
class MemberPrincipals {
 public:
  explicit MemberPrincipals(CallerStore& store) : store_(store) {}

  // With the rights the member has now. kUnauthenticated for a user who is locked or disabled, kPermissionDenied for
  // one who is no member any more or suspended, kFailedPrecondition in a suspended or closed tenant.
  absl::StatusOr<std::shared_ptr<const Principal>> Load(const UserId& user, const TenantId& tenant,
                                                        const RequestContext& context) const;

 private:
  CallerStore& store_;
};

}  // namespace pipewright::organization
