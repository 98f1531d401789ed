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
