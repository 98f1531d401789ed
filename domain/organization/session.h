// A session: one sign-in on one device, kept alive by a chain of refresh tokens each of which works once.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "domain/shared/enum_names.h"
#include "domain/shared/id.h"
#include "domain/shared/record_kind.h"

namespace pipewright::organization {

using SessionId = Id<struct SessionTag>;

// SHA-256 of a secret token; the token itself is never stored.
using TokenHash = std::array<uint8_t, 32>;

enum class SessionEnd {
  kSignedOut,
  kTokenReused,      // a spent refresh token came back: somebody has a copy
  kPasswordChanged,  // by another session of the user, or by way of their mail
  kRevoked,          // from the list of sessions
};
absl::Span<const EnumName<SessionEnd>> NamesOf(SessionEnd);

struct SessionState {
  SessionId id;
  UserId user_id;
  std::optional<TenantId> tenant_id;  // the tenant of calls that name none
  TokenHash refresh_hash{};           // of the one refresh token that works
  absl::Time create_time = absl::UnixEpoch();
  absl::Time refresh_time = absl::UnixEpoch();  // the last sign of life
  absl::Time expire_time = absl::UnixEpoch();
  std::optional<absl::Time> end_time;
  std::optional<SessionEnd> end;
  std::string client_address;
  std::string client_network;  // see RequestContext; of sessions from before it was noted: empty
  std::string user_agent;
};

// How a presented refresh token relates to the session, as the store knows it.
enum class RefreshTokenKind { kCurrent, kSpent };

// A plain value like every aggregate, but without version, audit and events: it is nobody's business record.
class Session {
 public:
  // A session ends by itself this long after its last refresh, and at the latest this long after its start.
  static constexpr absl::Duration kIdleLifetime = absl::Hours(24 * 30);
  static constexpr absl::Duration kMaxLifetime = absl::Hours(24 * 180);

  struct Client {
    std::string address;
    std::string network;
    std::string user_agent;
  };

  static Session Start(SessionId id, UserId user, std::optional<TenantId> tenant, const TokenHash& refresh_hash,
                       Client client, absl::Time now);
  static Session Restore(SessionState state) { return Session(std::move(state)); }
  const SessionState& state() const { return state_; }

  // kUnauthenticated: SESSION_REVOKED after its end, TOKEN_EXPIRED after its time.
  absl::Status CheckAlive(absl::Time now) const;

  // Spends the current refresh token and puts the one with `next` in its place. A spent token ends the session, for
  // its thief and its owner can't be told apart: kUnauthenticated/REFRESH_TOKEN_REUSED, and the state has changed and
  // must be stored. Also what CheckAlive returns.
  absl::Status Refresh(RefreshTokenKind presented, const TokenHash& next, absl::Time now);

  // Ends it; no effect on one that has ended.
  void End(SessionEnd reason, absl::Time now);

 private:
  explicit Session(SessionState state) : state_(std::move(state)) {}
  SessionState state_;
};

}  // namespace pipewright::organization
