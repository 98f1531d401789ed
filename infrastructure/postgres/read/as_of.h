// Reads of a table as it was at a moment.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "application/shared/call/request_context.h"
#include "infrastructure/postgres/connection/sql.h"
#include "infrastructure/postgres/table/table_layout.h"

namespace pipewright::postgres {

// The rows that a caller may read, as they are or as they were.
struct ReadableRows {
  const TableLayout* layout =
      nullptr;        // whose name stands behind "from" (with the alias t), and whose fields they have
  std::string where;  // " where …" over t: tenant, moment, the caller's reach
};

// At `read_time`, or now without one. Begins `params` with the tenant. Whether the caller may read a past version is
// decided by the record as it is now, not as it was then.
// kInvalidArgument naming read_time when the table keeps no history.
absl::StatusOr<ReadableRows> RowsAt(const TableLayout& layout, const RequestContext& context,
                                    const std::optional<absl::Time>& read_time, std::vector<Param>& params);

}  // namespace pipewright::postgres
