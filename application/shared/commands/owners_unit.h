// The business unit of a new record.
#pragma once

#include "absl/status/status.h"
#include "application/unit_of_work.h"
#include "domain/shared/change.h"
#include "domain/shared/record_kind.h"

namespace pipewright {

// A new record whose `unit` nobody names gets its owner's, if they have one that takes new records. `owner`: as a
// creation names it; not named at all, it is the caller. Costs nothing for the caller, and for anybody else what the
// check of the reference to them would cost anyway.
absl::Status DefaultToOwnersUnit(const Change<UserId>& owner, Change<BusinessUnitId>& unit, UnitOfWork& uow);

}  // namespace pipewright
