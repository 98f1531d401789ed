#include "application/organization/session_authenticator.h"

#include <algorithm>

#include "application/organization/member_principal.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright::organization {
namespace {

// Of each map; what is over it goes, oldest knowledge first.
constexpr size_t kMaxEntries = 20'000;

absl::Status Refused(absl::StatusCode code, Reason reason, absl::string_view message) {
  ErrorDetails details;
  details.reason = reason;
  return MakeError(code, message, details);
}

absl::Status CheckSignedIn(const std::optional<CallerRecord>& record) {
  if (!record.has_value()) {
    return Unauthenticated(Reason::kCredentialsInvalid, "the access token is not valid: sign in again");
  }
  if (record->user_status != UserStatus::kActive) {
    return Unauthenticated(Reason::kUserDisabled, "this user is locked or disabled; ask your administrator");
  }
  if (!record->session_alive) {
    return Unauthenticated(Reason::kSessionRevoked, "the session was ended: sign in again");
  }
  return absl::OkStatus();
}

// What was read in the same moment as a change was told may be from before it.
constexpr absl::Duration kInstant = absl::Nanoseconds(1);

}  // namespace

template <class Key>
bool SessionAuthenticator::Distrusted(const Distrust<Key>& until, const Key& key, absl::Duration load_time) {
  const auto found = until.find(key);
  return found != until.end() && load_time < found->second;
}

template <class Key>
void SessionAuthenticator::BeginDistrust(Distrust<Key>& until, const Key& key, absl::Duration lasting) {
  const absl::Duration now = steady_.Now();
  const std::lock_guard lock(mutex_);
  if (until.size() > kMaxEntries) {
    // Knowledge older than max_age_ isn't used anyway, so a distrust that ended that long ago says nothing more.
    absl::erase_if(until, [&](const auto& entry) { return entry.second + max_age_ < now; });
  }
  absl::Duration& end = until.try_emplace(key, now).first->second;
  end = std::max(end, now + lasting);
}

absl::StatusOr<std::shared_ptr<const Principal>> SessionAuthenticator::Authenticate(
    absl::string_view bearer, const std::optional<TenantId>& tenant, const RequestContext& context) {
  // Before anything is read: what is committed from here on may not be in it.
  const absl::Duration now = steady_.Now();
  ASSIGN_OR_RETURN(const AccessClaims claims, Verified(bearer, clock_.Now()));
  const CallerKey key(claims.session, tenant.value_or(TenantId()));
  if (auto kept = Kept(key, claims, now); kept != nullptr) return kept;
  ASSIGN_OR_RETURN(std::shared_ptr<const Principal> principal, Load(claims, tenant, context));
  Keep(key, {principal, now});
  return principal;
}

std::shared_ptr<const Principal> SessionAuthenticator::Known(absl::string_view bearer,
                                                             const std::optional<TenantId>& tenant) {
  const absl::Time now = clock_.Now();
  std::optional<AccessClaims> claims;
  {
    const std::lock_guard lock(mutex_);
    const auto found = verified_.find(bearer);
    if (found == verified_.end() || now >= found->second.expire_time) return nullptr;
    claims = found->second;
  }
  return Kept(CallerKey(claims->session, tenant.value_or(TenantId())), *claims, steady_.Now());
}

absl::StatusOr<AccessClaims> SessionAuthenticator::Verified(absl::string_view bearer, absl::Time now) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = verified_.find(bearer);
    if (found != verified_.end() && now < found->second.expire_time) return found->second;
  }
  ASSIGN_OR_RETURN(const AccessClaims claims, tokens_.Verify(bearer, now));
  const std::lock_guard lock(mutex_);
  if (verified_.size() >= kMaxEntries) {
    absl::erase_if(verified_, [now](const auto& entry) { return entry.second.expire_time <= now; });
    if (verified_.size() >= kMaxEntries) verified_.clear();
  }
  verified_.insert_or_assign(std::string(bearer), claims);
  return claims;
}

std::shared_ptr<const Principal> SessionAuthenticator::Kept(const CallerKey& key, const AccessClaims& claims,
                                                            absl::Duration now) {
  const std::lock_guard lock(mutex_);
  const auto found = callers_.find(key);
  if (found == callers_.end()) return nullptr;
  const Caller& caller = found->second;
  const std::optional<TenantId> tenant = key.second.is_nil() ? claims.tenant : key.second;
  const bool stale = now - caller.load_time >= max_age_ || caller.load_time < distrusted_all_ ||
                     Distrusted(distrusted_users_, claims.user, caller.load_time) ||
                     (tenant.has_value() && Distrusted(distrusted_tenants_, *tenant, caller.load_time));
  if (!stale) return caller.principal;
  callers_.erase(found);
  return nullptr;
}

void SessionAuthenticator::Keep(const CallerKey& key, Caller caller) {
  const std::lock_guard lock(mutex_);
  if (callers_.size() >= kMaxEntries) {
    absl::erase_if(callers_, [&](const auto& entry) { return caller.load_time - entry.second.load_time >= max_age_; });
    if (callers_.size() >= kMaxEntries) callers_.clear();
  }
  callers_.insert_or_assign(key, std::move(caller));
}

absl::StatusOr<std::shared_ptr<const Principal>> SessionAuthenticator::Load(const AccessClaims& claims,
                                                                            const std::optional<TenantId>& asked,
                                                                            const RequestContext& context) {
  const std::optional<TenantId>& tenant = asked.has_value() ? asked : claims.tenant;
  ASSIGN_OR_RETURN(const auto record, store_.Load(claims.user, claims.session, tenant, context));
  RETURN_IF_ERROR(CheckSignedIn(record));

  auto principal = std::make_shared<Principal>();
  principal->user = claims.user;
  principal->session_id = claims.session.ToString();
  principal->platform_operator = record->platform_operator;

  const absl::Status usable =
      record->member.has_value()
          ? CheckMember(*record->member)
          : Refused(absl::StatusCode::kPermissionDenied, Reason::kNotAMember, "you are not a member of that tenant");
  if (!usable.ok()) {
    // Without a tenant: an operator, and somebody who has left the one that the session began in.
    const bool left = !record->member.has_value() && !asked.has_value();
    if (record->platform_operator || left) return principal;
    return usable;
  }
  const CallerMember& member = *record->member;
  RETURN_IF_ERROR(FillMember(*principal, *tenant, member, store_, context));
  return principal;
}

void SessionAuthenticator::Forget(const UserId& user) { BeginDistrust(distrusted_users_, user, kDistrust); }

void SessionAuthenticator::ForgetMembersOf(const TenantId& tenant) {
  BeginDistrust(distrusted_tenants_, tenant, kDistrust);
}

void SessionAuthenticator::UserChanged(const UserId& user) { BeginDistrust(distrusted_users_, user, kInstant); }

void SessionAuthenticator::MembersChanged(const TenantId& tenant) {
  BeginDistrust(distrusted_tenants_, tenant, kInstant);
}

void SessionAuthenticator::MayHaveMissed() {
  const absl::Duration now = steady_.Now();
  const std::lock_guard lock(mutex_);
  distrusted_all_ = now + kInstant;
}

}  // namespace pipewright::organization
