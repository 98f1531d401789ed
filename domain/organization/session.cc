#include "domain/organization/session.h"

#include <algorithm>
#include <utility>

#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright::organization {

absl::Span<const EnumName<SessionEnd>> NamesOf(SessionEnd) {
  static constexpr EnumName<SessionEnd> kNames[] = {{SessionEnd::kSignedOut, "SIGNED_OUT"},
                                                    {SessionEnd::kTokenReused, "TOKEN_REUSED"},
                                                    {SessionEnd::kPasswordChanged, "PASSWORD_CHANGED"},
                                                    {SessionEnd::kRevoked, "REVOKED"}};
  return kNames;
}

Session Session::Start(SessionId id, UserId user, std::optional<TenantId> tenant, const TokenHash& refresh_hash,
                       Client client, absl::Time now) {
  SessionState state;
  state.id = id;
  state.user_id = user;
  state.tenant_id = tenant;
  state.refresh_hash = refresh_hash;
  state.create_time = now;
  state.refresh_time = now;
  state.expire_time = now + kIdleLifetime;
  state.client_address = std::move(client.address);
  state.client_network = std::move(client.network);
  state.user_agent = std::move(client.user_agent);
  return Session(std::move(state));
}

absl::Status Session::CheckAlive(absl::Time now) const {
  if (state_.end.has_value()) {
    return Unauthenticated(Reason::kSessionRevoked, "the session was ended: sign in again");
  }
  if (now >= state_.expire_time) return Unauthenticated(Reason::kTokenExpired, "the session is over: sign in again");
  return absl::OkStatus();
}

absl::Status Session::Refresh(RefreshTokenKind presented, const TokenHash& next, absl::Time now) {
  if (presented == RefreshTokenKind::kSpent) {
    End(SessionEnd::kTokenReused, now);
    return Unauthenticated(Reason::kRefreshTokenReused,
                           "this refresh token was used before, so the session was ended: sign in again");
  }
  RETURN_IF_ERROR(CheckAlive(now));
  state_.refresh_hash = next;
  state_.refresh_time = now;
  state_.expire_time = std::min(now + kIdleLifetime, state_.create_time + kMaxLifetime);
  return absl::OkStatus();
}

void Session::End(SessionEnd reason, absl::Time now) {
  if (state_.end.has_value()) return;
  state_.end = reason;
  state_.end_time = now;
}

}  // namespace pipewright::organization
