// The keys of records that were there before keys were kept.
#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "application/shared/call/ports.h"
#include "infrastructure/postgres/connection/pool.h"

namespace pipewright::postgres {

// Stores the keys of a slice of records of one tenant, in a transaction of its own. Whether there may be more to do;
// false also when another server is at it. Records may be changed meanwhile: a change waits for the slice, or the slice
// for it. Thread safe.
absl::StatusOr<bool> FillMatchKeys(Pool& pool, IdGenerator& ids, int slice, absl::Time deadline);

}  // namespace pipewright::postgres
