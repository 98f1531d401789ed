// The end of stored answers that no retry gets any more.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "infrastructure/postgres/connection/pool.h"

namespace pipewright::postgres {

// Deletes up to `slice` answers of any tenant that are older than a day (and an hour, as clocks differ), the oldest
// first, in a transaction of its own. How many those were; 0 also when another server is at it. Thread safe.
absl::StatusOr<int64_t> PurgeExpiredAnswers(Pool& pool, int slice, absl::Time deadline);

}  // namespace pipewright::postgres
