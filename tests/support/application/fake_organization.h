// Identities and Directory in memory, for application tests.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "application/organization/directory.h"
#include "application/organization/identities.h"
#include "domain/organization/built_in_roles.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "tests/support/application/fake_hierarchy.h"
#include "tests/support/application/fake_mail.h"
#include "tests/support/application/fake_repository.h"

namespace pipewright {

// A slug belongs to one tenant.
class FakeTenants : public FakeRepository<organization::Tenant> {
 public:
  using FakeRepository::FakeRepository;

 protected:
  absl::Status CheckUnique(const organization::TenantState& tenant) const override {
    for (const auto& [id, other] : rows()) {
      if (id != tenant.id && other.slug == tenant.slug) {
        return AlreadyExists(organization::Tenant::kResource, "slug", "the slug is taken");
      }
    }
    return absl::OkStatus();
  }
};

// A user has one membership for good; an e-mail address one live member.
class FakeMemberships : public FakeRepository<organization::Membership> {
 public:
  using FakeRepository::FakeRepository;

 protected:
  absl::Status CheckUnique(const organization::MembershipState& member) const override {
    for (const auto& [id, other] : rows()) {
      if (id == member.id) continue;
      if (other.user_id == member.user_id) {
        return AlreadyExists(organization::Membership::kResource, "user", "the user has a membership");
      }
      if (!member.delete_time.has_value() && !other.delete_time.has_value() && other.email == member.email) {
        return AlreadyExists(organization::Membership::kResource, "email", "another member has the address");
      }
    }
    return absl::OkStatus();
  }
};

// A name has one live unit.
class FakeBusinessUnits : public FakeHierarchy<organization::BusinessUnit> {
 public:
  FakeBusinessUnits(const RequestContext& context, const absl::Time& now)
      : FakeHierarchy(context, now, &organization::BusinessUnitState::parent_business_unit_id) {}

 protected:
  absl::Status CheckUnique(const organization::BusinessUnitState& unit) const override {
    for (const auto& [id, other] : rows()) {
      if (id != unit.id && other.name == unit.name && !other.delete_time.has_value() && !unit.delete_time.has_value()) {
        return AlreadyExists(organization::BusinessUnit::kResource, "name", "another unit has the name");
      }
    }
    return absl::OkStatus();
  }
};

class FakeIdentities : public organization::Identities {
 public:
  // Both outlive it.
  FakeIdentities(const FakeRepository<organization::Tenant>& tenants,
                 const FakeRepository<organization::Membership>& memberships)
      : tenants_(tenants), memberships_(memberships) {}

  absl::StatusOr<std::optional<organization::User>> FindUser(const EmailAddress& email) override {
    for (const auto& [id, user] : users) {
      if (user.email == email) return organization::User::Restore(user);
    }
    return std::nullopt;
  }
  absl::StatusOr<std::optional<organization::User>> FindUser(const UserId& id) override {
    const auto found = users.find(id);
    if (found == users.end()) return std::nullopt;
    return organization::User::Restore(found->second);
  }
  absl::Status AddUser(organization::User& user) override {
    users[user.state().id] = user.state();
    return absl::OkStatus();
  }
  absl::Status SaveUser(organization::User& user) override { return AddUser(user); }
  absl::StatusOr<bool> RecordSignIn(const organization::User& user, const std::string& verified_hash) override {
    organization::UserState& stored = users.at(user.state().id);
    if (stored.password_hash != verified_hash || stored.status != organization::UserStatus::kActive) return false;
    stored = user.state();
    return true;
  }
  // Of one tenant, as the repositories know it: all memberships are in the tenant that stands there.
  absl::StatusOr<std::vector<organization::TenantOfUser>> TenantsOf(const UserId& user) override {
    std::vector<organization::TenantOfUser> found;
    for (const auto& [id, member] : memberships_.rows()) {
      if (member.user_id != user || member.delete_time.has_value() || tenants_.rows().empty()) continue;
      const organization::TenantState& tenant = tenants_.rows().begin()->second;
      found.push_back({tenant.id, tenant.name, tenant.slug, tenant.status, member.status});
    }
    return found;
  }
  absl::Status MakeOperator(const UserId& user) override {
    operators.insert(user);
    return absl::OkStatus();
  }

  absl::Status AddSession(const organization::Session& session) override {
    sessions.insert_or_assign(session.state().id, session.state());
    return absl::OkStatus();
  }
  absl::Status SaveSession(const organization::Session& session,
                           const std::optional<organization::TokenHash>& spent) override {
    if (spent.has_value()) spent_tokens[*spent] = session.state().id;
    return AddSession(session);
  }
  absl::StatusOr<std::optional<PresentedToken>> FindRefreshToken(const organization::TokenHash& hash) override {
    using organization::RefreshTokenKind;
    for (const auto& [id, session] : sessions) {
      if (session.refresh_hash == hash) {
        return PresentedToken{organization::Session::Restore(session), RefreshTokenKind::kCurrent};
      }
    }
    const auto spent = spent_tokens.find(hash);
    if (spent == spent_tokens.end()) return std::nullopt;
    return PresentedToken{organization::Session::Restore(sessions.at(spent->second)), RefreshTokenKind::kSpent};
  }
  absl::StatusOr<std::optional<organization::Session>> FindSession(const organization::SessionId& id) override {
    const auto found = sessions.find(id);
    if (found == sessions.end()) return std::nullopt;
    return organization::Session::Restore(found->second);
  }
  absl::StatusOr<std::vector<organization::SessionState>> SessionsOf(
      const UserId& user, absl::Time now, const std::optional<organization::SessionId>& behind, int count) override {
    std::vector<organization::SessionState> found;
    for (auto at = sessions.rbegin(); at != sessions.rend() && found.size() < static_cast<size_t>(count); ++at) {
      const auto& [id, session] = *at;
      if (behind.has_value() && id >= *behind) continue;
      if (session.user_id == user && organization::Session::Restore(session).CheckAlive(now).ok()) {
        found.push_back(session);
      }
    }
    return found;
  }
  absl::Status EndSessions(const UserId& user, const std::optional<organization::SessionId>& keep,
                           organization::SessionEnd reason, absl::Time now) override {
    for (auto& [id, state] : sessions) {
      if (state.user_id != user || id == keep) continue;
      auto session = organization::Session::Restore(state);
      session.End(reason, now);
      state = session.state();
    }
    return absl::OkStatus();
  }

  absl::Status PutToken(const organization::AccountToken& token) override {
    RETURN_IF_ERROR(DropTokens(token.user_id, token.purpose, token.tenant_id));
    account_tokens[token.hash] = token;
    return absl::OkStatus();
  }
  absl::StatusOr<std::optional<organization::AccountToken>> FindToken(
      const organization::TokenHash& hash, organization::AccountTokenPurpose purpose) override {
    const auto found = account_tokens.find(hash);
    if (found == account_tokens.end() || found->second.purpose != purpose) return std::nullopt;
    return found->second;
  }
  absl::StatusOr<bool> TakeToken(const organization::TokenHash& hash,
                                 organization::AccountTokenPurpose purpose) override {
    const auto found = account_tokens.find(hash);
    if (found == account_tokens.end() || found->second.purpose != purpose) return false;
    account_tokens.erase(found);
    return true;
  }
  absl::Status DropTokens(const UserId& user, organization::AccountTokenPurpose purpose,
                          const std::optional<TenantId>& tenant) override {
    std::erase_if(account_tokens, [&](const auto& entry) {
      return entry.second.user_id == user && entry.second.purpose == purpose &&
             (!tenant.has_value() || entry.second.tenant_id == tenant);
    });
    return absl::OkStatus();
  }

  FakeLetters& letters() override { return letters_; }

  absl::StatusOr<bool> HasSignedInFrom(const EmailAddress& email, const std::string& network) override {
    return std::any_of(sessions.begin(), sessions.end(), [&](const auto& entry) {
      const auto owner = users.find(entry.second.user_id);
      return owner != users.end() && owner->second.email == email && entry.second.client_network == network;
    });
  }
  absl::StatusOr<organization::SignInThrottle> LockThrottle(const organization::TokenHash& hash) override {
    return throttles[hash];
  }
  absl::Status SaveThrottle(const organization::TokenHash& hash,
                            const organization::SignInThrottle& throttle) override {
    throttles[hash] = throttle;
    return absl::OkStatus();
  }
  absl::Status ForgetThrottle(const organization::TokenHash& hash) override {
    throttles.erase(hash);
    return absl::OkStatus();
  }
  absl::Status NoteFailedSignIn(const std::optional<UserId>& user, const organization::TokenHash& /*tried*/) override {
    failed_sign_ins.push_back(user);
    return absl::OkStatus();
  }

  std::map<UserId, organization::UserState> users;
  std::map<organization::SessionId, organization::SessionState> sessions;
  std::map<organization::TokenHash, organization::SessionId> spent_tokens;
  std::map<organization::TokenHash, organization::SignInThrottle> throttles;
  std::map<organization::TokenHash, organization::AccountToken> account_tokens;
  std::set<UserId> operators;
  std::vector<std::optional<UserId>> failed_sign_ins;

 private:
  const FakeRepository<organization::Tenant>& tenants_;
  const FakeRepository<organization::Membership>& memberships_;
  FakeLetters letters_;
};

class FakeDirectory : public organization::Directory {
 public:
  // All outlive it.
  FakeDirectory(const FakeRepository<organization::Tenant>& tenants,
                const FakeRepository<organization::Membership>& memberships, const FakeBusinessUnits& units)
      : tenants_(tenants), memberships_(memberships), units_(units) {}

  absl::StatusOr<organization::OtherOwners> LockOtherOwners(const MembershipId& member) override {
    for (const auto& [id, other] : memberships_.rows()) {
      if (id != member && other.is_active_owner()) return organization::OtherOwners::kSome;
    }
    return organization::OtherOwners::kNone;
  }
  absl::StatusOr<std::optional<MembershipId>> MembershipOf(const UserId& user) override {
    for (const auto& [id, member] : memberships_.rows()) {
      if (member.user_id == user) return id;
    }
    return std::nullopt;
  }
  absl::StatusOr<std::vector<UserId>> RemovedAmong(const std::vector<UserId>& users) override {
    std::vector<UserId> removed;
    for (const auto& [id, member] : memberships_.rows()) {
      const bool asked = std::find(users.begin(), users.end(), member.user_id) != users.end();
      if (asked && member.delete_time.has_value()) removed.push_back(member.user_id);
    }
    return removed;
  }
  absl::StatusOr<bool> EverMember(const UserId& user) override { return !strangers.contains(user); }
  absl::StatusOr<bool> LockReportsTo(const UserId& user, const UserId& manager) override {
    std::optional<UserId> above = user;
    for (size_t steps = 0; above.has_value() && steps <= memberships_.rows().size(); ++steps) {
      std::optional<UserId> next;
      for (const auto& [id, member] : memberships_.rows()) {
        if (member.user_id == *above) next = member.manager_id;
      }
      if (next == manager) return true;
      above = next;
    }
    return false;
  }
  absl::StatusOr<organization::UnitUse> LockUseOf(const BusinessUnitId& unit) override {
    for (const auto& [id, member] : memberships_.rows()) {
      if (member.business_unit_id == unit && !member.delete_time.has_value()) return organization::UnitUse::kMembers;
    }
    for (const auto& [id, below] : units_.rows()) {
      if (below.parent_business_unit_id == unit && !below.delete_time.has_value()) {
        return organization::UnitUse::kUnitsBelow;
      }
    }
    return organization::UnitUse::kNone;
  }
  absl::StatusOr<std::vector<organization::Role>> CustomRoles() override { return custom_roles; }
  absl::StatusOr<std::vector<organization::TenantState>> AllTenants(const std::optional<TenantId>& after,
                                                                    int count) override {
    std::vector<organization::TenantState> page;
    for (const auto& [id, tenant] : tenants_.rows()) {
      if ((!after.has_value() || id > *after) && page.size() < static_cast<size_t>(count)) page.push_back(tenant);
    }
    return page;
  }

  std::vector<organization::Role> custom_roles;
  std::set<UserId> suspended;  // members who are, whatever their membership says
  std::set<UserId> viewers;    // who may read everything and change nothing
  std::set<UserId> strangers;  // who never were members: everybody else is or was, with a membership or without

 protected:
  // Of a member without a membership: everything.
  absl::StatusOr<std::optional<organization::Standing>> StandingOf(const UserId& user) override {
    if (strangers.contains(user)) return std::nullopt;
    organization::Standing standing{organization::MembershipStatus::kActive, Grants({{"*", "*", Scope::kAll}})};
    for (const auto& [id, member] : memberships_.rows()) {
      if (member.user_id != user) continue;
      if (member.delete_time.has_value()) return std::nullopt;
      Grants custom;
      for (const organization::Role& role : custom_roles) {
        if (std::find(member.roles.begin(), member.roles.end(), role.name) != member.roles.end()) {
          custom.Merge(role.grants);
        }
      }
      standing = {member.status, organization::GrantsOfRoles(member.roles, std::move(custom))};
    }
    if (suspended.contains(user)) standing.status = organization::MembershipStatus::kSuspended;
    if (viewers.contains(user)) standing.grants = Grants({{"*", "read", Scope::kAll}});
    return standing;
  }
  absl::StatusOr<std::optional<BusinessUnitId>> OpenUnitOf(const UserId& user) override {
    for (const auto& [id, member] : memberships_.rows()) {
      if (member.user_id != user || !member.business_unit_id.has_value()) continue;
      const organization::BusinessUnitState& unit = units_.rows().at(*member.business_unit_id);
      if (unit.active && !unit.delete_time.has_value()) return unit.id;
    }
    return std::nullopt;
  }

 private:
  const FakeRepository<organization::Tenant>& tenants_;
  const FakeRepository<organization::Membership>& memberships_;
  const FakeBusinessUnits& units_;
};

}  // namespace pipewright
