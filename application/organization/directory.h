// Questions about the unit of work's tenant that one membership alone can't answer, and the operators' list of tenants.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "application/shared/call/request_context.h"
#include "domain/organization/business_unit.h"
#include "domain/organization/membership.h"
#include "domain/organization/tenant.h"
#include "domain/shared/grants.h"
#include "domain/shared/id.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/records.h"

namespace pipewright::organization {

// A role as members are given it.
struct Role {
  std::string name;
  std::string description;
  bool built_in = false;
  Grants grants;
};

// How a live member stands in the tenant.
struct Standing {
  MembershipStatus status = MembershipStatus::kActive;
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
  // That a member may be given records of the kind, as owner or assignee: kFailedPrecondition/OWNER_NOT_ELIGIBLE for
  // one who is suspended, or whose roles don't let them change such records. One who is invited may: a company's
  // records can be there before its people come. Costs nothing for one whom RemovedAmong was asked about.
  absl::Status CheckMayOwn(const UserId& user, RecordKind kind);
  // Those of `users` to whom records of the kind may be assigned unseen: active members (neither invited, suspended nor
  // removed) who may be given them.
  absl::StatusOr<std::vector<UserId>> AssignableAmong(const std::vector<UserId>& users, RecordKind kind);
  // Whether the user is or was a member. Costs nothing for one whom RemovedAmong was asked about.
  virtual absl::StatusOr<bool> EverMember(const UserId& user) = 0;
  // Whether `user` reports to `manager`, directly or through others. The answer holds until the unit of work ends: it
  // keeps a lock that every such question takes, so whoever asks before each change of a manager never closes a circle.
  virtual absl::StatusOr<bool> LockReportsTo(const UserId& user, const UserId& manager) = 0;
  // The business unit where new records of a member go: theirs, unless it is inactive. Costs nothing for one whom
  // RemovedAmong was asked about.
  absl::StatusOr<std::optional<BusinessUnitId>> UnitForRecordsOf(const UserId& user);
  // Whether it is known without a question that the unit takes new records: it is the caller's, or was one's who was
  // asked about.
  bool KnowsOpen(const BusinessUnitId& unit, const Principal& caller) const;
  // To be told when the unit of work changes a unit: what was known of units before is no more.
  void UnitChanged() { units_changed_ = true; }
  // What stands in the way of a unit's end: members come before units below it. The answer holds until the unit of work
  // ends: it locks the unit, which whoever puts something into it waits for.
  virtual absl::StatusOr<UnitUse> LockUseOf(const BusinessUnitId& unit) = 0;
  // The tenant's own roles, by name, in the order of its code points.
  virtual absl::StatusOr<std::vector<Role>> CustomRoles() = 0;
  // Every tenant, by id, behind `after`; at most `count`. For operators.
  virtual absl::StatusOr<std::vector<TenantState>> AllTenants(const std::optional<TenantId>& after, int count) = 0;

 protected:
  // Of a live member; none for anybody else. Costs nothing for one whom RemovedAmong was asked about.
  virtual absl::StatusOr<std::optional<Standing>> StandingOf(const UserId& user) = 0;
  // UnitForRecordsOf, by the store.
  virtual absl::StatusOr<std::optional<BusinessUnitId>> OpenUnitOf(const UserId& user) = 0;

 private:
  std::set<BusinessUnitId> open_units_;  // of those who were asked about
  bool units_changed_ = false;
};

}  // namespace pipewright::organization
