// Questions about the unit of work's tenant that one membership alone can't answer, and the operators' list of tenants.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "domain/organization/business_unit.h"
#include "domain/organization/membership.h"
#include "domain/organization/tenant.h"
#include "domain/shared/grants.h"
#include "domain/shared/id.h"
#include "domain/shared/records.h"

namespace pipewright::organization {

// A role as members are given it.
struct Role {
  std::string name;
  std::string description;
  bool built_in = false;
  Grants grants;
};

// As Records: the tenant's members, by their users' ids; a removed one is as a deleted record. Not thread safe: one
// unit of work, one thread.
class Directory : public Records {
 public:
  absl::Status CheckLive(const Uuid& user) final;
  absl::Status PrefetchAll(absl::Span<const Uuid> users) final;

  // Whether the tenant has active owners besides `member`. The answer holds until the unit of work ends: it keeps a
  // lock that every such question takes.
  virtual absl::StatusOr<OtherOwners> LockOtherOwners(const MembershipId& member) = 0;
  // The membership of a user, removed or not.
  virtual absl::StatusOr<std::optional<MembershipId>> MembershipOf(const UserId& user) = 0;
  // Those of `users` who were members and have been removed.
  virtual absl::StatusOr<std::vector<UserId>> RemovedAmong(const std::vector<UserId>& users) = 0;
  // Whether the user is or was a member. Costs nothing for one whom RemovedAmong was asked about.
  virtual absl::StatusOr<bool> EverMember(const UserId& user) = 0;
  // Whether `user` reports to `manager`, directly or through others. The answer holds until the unit of work ends: it
  // keeps a lock that every such question takes, so whoever asks before each change of a manager never closes a circle.
  virtual absl::StatusOr<bool> LockReportsTo(const UserId& user, const UserId& manager) = 0;
  // What stands in the way of a unit's end: members come before units below it. The answer holds until the unit of work
  // ends: it locks the unit, which whoever puts something into it waits for.
  virtual absl::StatusOr<UnitUse> LockUseOf(const BusinessUnitId& unit) = 0;
  // The tenant's own roles, by name.
  virtual absl::StatusOr<std::vector<Role>> CustomRoles() = 0;
  // Every tenant, by id, behind `after`; at most `count`. For operators.
  virtual absl::StatusOr<std::vector<TenantState>> AllTenants(const std::optional<TenantId>& after, int count) = 0;
};

}  // namespace pipewright::organization
