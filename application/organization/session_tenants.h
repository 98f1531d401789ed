// The tenants that a session of somebody's may work in.
#pragma once

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "application/organization/identities.h"

namespace pipewright::organization {

// The tenant for calls that name none: the one asked for, else the oldest that can be used, else the oldest.
// kPermissionDenied/NOT_A_MEMBER.
absl::StatusOr<std::optional<TenantId>> DefaultTenant(const std::vector<TenantOfUser>& tenants,
                                                      const std::optional<TenantId>& asked);

// The user's tenants, as far as they are to know. Whoever signed up with a stranger's address doesn't learn who invites
// the stranger.
absl::StatusOr<std::vector<TenantOfUser>> KnownTenants(const UserState& user, Identities& identities);

}  // namespace pipewright::organization
