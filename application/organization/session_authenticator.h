// Callers from access tokens.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "application/organization/caller_cache.h"
#include "application/organization/caller_store.h"
#include "application/organization/ports.h"
#include "application/shared/call/authenticator.h"
#include "application/shared/call/ports.h"

namespace pipewright::organization {

// A token is verified once and a caller read from the database at most every kMaxAge, so a hot token costs a look into
// a map. A change told through CallerCache counts at once: for kDistrust nothing is kept of those whom it concerns,
// since its transaction may not have ended yet. Thread safe.
class SessionAuthenticator : public Authenticator, public CallerCache {
 public:
  static constexpr absl::Duration kMaxAge = absl::Seconds(10);
  static constexpr absl::Duration kDistrust = absl::Seconds(5);

  SessionAuthenticator(const AccessTokens& tokens, CallerStore& store, const Clock& clock)
      : tokens_(tokens), store_(store), clock_(clock) {}

  // A platform operator in a tenant that is suspended, or that they aren't in, is a caller without a tenant.
  absl::StatusOr<std::shared_ptr<const Principal>> Authenticate(absl::string_view bearer,
                                                                const std::optional<TenantId>& tenant,
                                                                const RequestContext& context) override;
  std::shared_ptr<const Principal> Known(absl::string_view bearer, const std::optional<TenantId>& tenant) override;

  void Forget(const UserId& user) override;
  void ForgetMembersOf(const TenantId& tenant) override;

 private:
  using CallerKey = std::pair<SessionId, TenantId>;  // nil: no tenant was named
  struct Caller {
    std::shared_ptr<const Principal> principal;
    absl::Time load_time;
  };

  absl::StatusOr<AccessClaims> Verified(absl::string_view bearer, absl::Time now);
  std::shared_ptr<const Principal> Kept(const CallerKey& key, const AccessClaims& claims, absl::Time now);
  void Keep(const CallerKey& key, Caller caller);
  absl::StatusOr<std::shared_ptr<const Principal>> Load(const AccessClaims& claims,
                                                        const std::optional<TenantId>& asked,
                                                        const RequestContext& context);

  const AccessTokens& tokens_;
  CallerStore& store_;
  const Clock& clock_;
  std::mutex mutex_;
  absl::flat_hash_map<std::string, AccessClaims> verified_;
  absl::flat_hash_map<CallerKey, Caller> callers_;
  // Whom a change concerns, and until when they are read from the database with every call.
  absl::flat_hash_map<UserId, absl::Time> distrusted_users_;
  absl::flat_hash_map<TenantId, absl::Time> distrusted_tenants_;
};

}  // namespace pipewright::organization
