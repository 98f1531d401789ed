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

// A token is verified once and a caller read from the database at most every `max_age`, so a hot token costs a look
// into a map. A change told through CallerCache counts at once: for kDistrust nothing is kept of those whom it
// concerns, since its transaction may not have ended yet. One that is told as CallerNews has been committed: what was
// read before it isn't used any more. Whatever isn't told counts when `max_age` is over, by a clock that nobody sets.
// Thread safe.
class SessionAuthenticator : public Authenticator, public CallerCache, public CallerNews {
 public:
  static constexpr absl::Duration kMaxAge = absl::Seconds(2);
  static constexpr absl::Duration kDistrust = absl::Seconds(5);

  // `clock` ends tokens, `steady` what is known.
  SessionAuthenticator(const AccessTokens& tokens, CallerStore& store, const Clock& clock, const SteadyClock& steady,
                       absl::Duration max_age = kMaxAge)
      : tokens_(tokens), store_(store), clock_(clock), steady_(steady), max_age_(max_age) {}

  // A platform operator in a tenant that is suspended, or that they aren't in, is a caller without a tenant.
  absl::StatusOr<std::shared_ptr<const Principal>> Authenticate(absl::string_view bearer,
                                                                const std::optional<TenantId>& tenant,
                                                                const RequestContext& context) override;
  std::shared_ptr<const Principal> Known(absl::string_view bearer, const std::optional<TenantId>& tenant) override;

  void Forget(const UserId& user) override;
  void ForgetMembersOf(const TenantId& tenant) override;

  void UserChanged(const UserId& user) override;
  void MembersChanged(const TenantId& tenant) override;
  void MayHaveMissed() override;

 private:
  using CallerKey = std::pair<SessionId, TenantId>;  // nil: no tenant was named
  struct Caller {
    std::shared_ptr<const Principal> principal;
    absl::Duration load_time;  // when it began to be read
  };
  // What was read before these moments isn't used.
  template <class Key>
  using Distrust = absl::flat_hash_map<Key, absl::Duration>;

  absl::StatusOr<AccessClaims> Verified(absl::string_view bearer, absl::Time now);
  std::shared_ptr<const Principal> Kept(const CallerKey& key, const AccessClaims& claims, absl::Duration now);
  void Keep(const CallerKey& key, Caller caller);
  absl::StatusOr<std::shared_ptr<const Principal>> Load(const AccessClaims& claims,
                                                        const std::optional<TenantId>& asked,
                                                        const RequestContext& context);
  template <class Key>
  static bool Distrusted(const Distrust<Key>& until, const Key& key, absl::Duration load_time);
  template <class Key>
  void BeginDistrust(Distrust<Key>& until, const Key& key, absl::Duration lasting);

  const AccessTokens& tokens_;
  CallerStore& store_;
  const Clock& clock_;
  const SteadyClock& steady_;
  const absl::Duration max_age_;
  std::mutex mutex_;
  absl::flat_hash_map<std::string, AccessClaims> verified_;
  absl::flat_hash_map<CallerKey, Caller> callers_;
  Distrust<UserId> distrusted_users_;
  Distrust<TenantId> distrusted_tenants_;
  absl::Duration distrusted_all_ = -absl::InfiniteDuration();
};

}  // namespace pipewright::organization
