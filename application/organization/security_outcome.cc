#include "application/organization/security_outcome.h"

#include "domain/shared/errors.h"

namespace pipewright::organization {

bool WasRefused(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kAlreadyExists:  // signing up with somebody's address and a wrong password
    case absl::StatusCode::kResourceExhausted:
      return DetailsOf(status).reason != Reason::kDatabaseUnavailable;
    default:
      return false;
  }
}

void TellOfNewPassword(SecurityEvents& events, const RequestContext& ctx, const absl::Status& outcome,
                       const std::optional<UserId>& user, const std::optional<TenantId>& tenant) {
  SecurityEvent event{.kind = SecurityEventKind::kPasswordChanged, .user = user, .tenant = tenant};
  if (!outcome.ok()) {
    if (!WasRefused(outcome)) return;
    event.kind = SecurityEventKind::kPasswordChangeFailed;
    event.reason = DetailsOf(outcome).reason;
  }
  events.Tell(ctx, event);
}

}  // namespace pipewright::organization
