// What a command's outcome is to those who watch over accounts.
#pragma once

#include <optional>

#include "absl/status/status.h"
#include "application/organization/security_events.h"

namespace pipewright::organization {

// Whether it was the caller who was refused: a database that is away says nothing about them.
bool WasRefused(const absl::Status& status);

// Tells what came of the wish for a new password; of anything but a success and a refusal there is nothing to tell.
// `user` and `tenant`: where they are known.
void TellOfNewPassword(SecurityEvents& events, const RequestContext& ctx, const absl::Status& outcome,
                       const std::optional<UserId>& user, const std::optional<TenantId>& tenant);

}  // namespace pipewright::organization
