#include "application/organization/directory.h"

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright::organization {

absl::Status Directory::CheckLive(const Uuid& user) {
  ASSIGN_OR_RETURN(const std::vector<UserId> removed, RemovedAmong({UserId(user)}));
  if (!removed.empty()) {
    return FailedPrecondition(Reason::kRecordDeleted, absl::StrCat("user/", user.ToString()),
                              "the user is no member any more");
  }
  ASSIGN_OR_RETURN(const bool member, EverMember(UserId(user)));
  return member ? absl::OkStatus() : NotFound("user", user.ToString());
}

absl::Status Directory::CheckMayOwn(const UserId& user, RecordKind kind) {
  ASSIGN_OR_RETURN(const std::optional<Standing> standing, StandingOf(user));
  const std::string subject = absl::StrCat("user/", user.ToString());
  if (!standing.has_value()) return NotFound("user", user.ToString());
  if (standing->status == MembershipStatus::kSuspended) {
    return FailedPrecondition(Reason::kOwnerNotEligible, subject,
                              "the member is suspended: reactivate them, or name another");
  }
  const absl::string_view resource = ResourceOf(kind);
  if (standing->grants.ScopeOf(resource, "update") != Scope::kNone) return absl::OkStatus();
  return FailedPrecondition(
      Reason::kOwnerNotEligible, subject,
      absl::StrCat("the member's roles don't grant ", resource, ":update: give them one that does, or name another"));
}

absl::StatusOr<std::vector<UserId>> Directory::AssignableAmong(const std::vector<UserId>& users, RecordKind kind) {
  RETURN_IF_ERROR(RemovedAmong(users).status());
  std::vector<UserId> assignable;
  for (const UserId& user : users) {
    ASSIGN_OR_RETURN(const std::optional<Standing> standing, StandingOf(user));
    if (!standing.has_value() || standing->status != MembershipStatus::kActive) continue;
    if (standing->grants.ScopeOf(ResourceOf(kind), "update") != Scope::kNone) assignable.push_back(user);
  }
  return assignable;
}

absl::StatusOr<std::optional<BusinessUnitId>> Directory::UnitForRecordsOf(const UserId& user) {
  ASSIGN_OR_RETURN(const std::optional<BusinessUnitId> unit, OpenUnitOf(user));
  if (unit.has_value()) open_units_.insert(*unit);
  return unit;
}

bool Directory::KnowsOpen(const BusinessUnitId& unit, const Principal& caller) const {
  return !units_changed_ && (unit == caller.business_unit || open_units_.contains(unit));
}

absl::Status Directory::PrefetchAll(absl::Span<const Uuid> users) {
  if (users.empty()) return absl::OkStatus();
  return RemovedAmong(std::vector<UserId>(users.begin(), users.end())).status();
}

}  // namespace pipewright::organization
