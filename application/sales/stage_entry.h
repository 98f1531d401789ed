// What a stage asks of the opportunities that enter it, besides its required fields.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "application/shared/filter/condition.h"
#include "application/unit_of_work.h"
#include "domain/sales/stage.h"
#include "domain/shared/record_kind.h"

namespace pipewright::sales {

// The condition of a stage that has an entry filter. kFailedPrecondition/STAGE_FILTER_NOT_MET when it can't be read any
// more, since a custom field that it names has gone.
absl::StatusOr<filter::Condition> EntryCondition(const Stage& stage, UnitOfWork& uow);

// That the opportunity, as it is stored now, may be in the stage: kFailedPrecondition/STAGE_FILTER_NOT_MET.
absl::Status CheckEntryFilter(const Stage& stage, const OpportunityId& id, UnitOfWork& uow);

}  // namespace pipewright::sales
