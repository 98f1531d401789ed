#include "application/shared/commands/owners_unit.h"

#include <optional>

#include "application/organization/directory.h"
#include "domain/shared/status_macros.h"

namespace pipewright {

absl::Status DefaultToOwnersUnit(const Change<UserId>& owner, Change<BusinessUnitId>& unit, UnitOfWork& uow) {
  if (unit.is_named() || owner.is_clear()) return absl::OkStatus();
  const Principal& caller = *uow.context().principal;
  std::optional<BusinessUnitId> owners = caller.business_unit;
  if (owner.is_set() && owner.value() != caller.user) {
    ASSIGN_OR_RETURN(owners, uow.directory().UnitForRecordsOf(owner.value()));
  }
  if (owners.has_value()) unit = Change<BusinessUnitId>::Set(*owners);
  return absl::OkStatus();
}

}  // namespace pipewright
