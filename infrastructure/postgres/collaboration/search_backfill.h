// The words of records that were there before they were searched.
#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "application/shared/call/ports.h"
#include "infrastructure/postgres/connection/pool.h"

namespace pipewright::postgres {

// A slice of the backlog (write/record_backlog.h says how). Thread safe.
absl::StatusOr<bool> FillSearchRows(Pool& pool, IdGenerator& ids, int slice, absl::Time deadline);

}  // namespace pipewright::postgres
