// A member of a tenant as a caller: from the roles that the directory has now.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "application/organization/caller_store.h"
#include "application/shared/call/request_context.h"

namespace pipewright::organization {

// kPermissionDenied when the membership is suspended, kFailedPrecondition when the tenant is closed.
absl::Status CheckMember(const CallerMember& member);

// `principal` has its user; gets the tenant, whether that is suspended, the rights and what the tenant's settings say.
absl::Status FillMember(Principal& principal, const TenantId& tenant, const CallerMember& member, CallerStore& store,
                        const RequestContext& context);

// Rebuilds callers who aren't there: for work that goes on after its caller has left. Thread safe.
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
