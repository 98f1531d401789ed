// Compiles a checked list into SQL: scope, conditions, order, keyset, page.
#pragma once

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "application/shared/call/request_context.h"
#include "application/shared/queries/list_query.h"
#include "infrastructure/postgres/connection/sql.h"
#include "infrastructure/postgres/read/as_of.h"
#include "infrastructure/postgres/table/table_layout.h"

namespace pipewright::postgres {

// The count of all that the conditions match.
struct TotalStatement {
  Sql sql;
  std::vector<Param> params;
};

struct ListStatement {
  Sql rows;  // the layout's columns, then the sort keys, the last of them the id; one row more than the page has
  std::vector<Param> params;
  std::optional<TotalStatement> total;  // when it was asked for
};

// The rows that the list is of, on all of its pages. Begins `params` with the tenant. kInvalidArgument naming read_time
// when the table keeps no history.
absl::StatusOr<ReadableRows> ListedRows(const TableLayout& table, const RequestContext& context, const ListQuery& list,
                                        std::vector<Param>& params);

// kInvalidArgument naming read_time when the table keeps no history.
absl::StatusOr<ListStatement> CompileList(const TableLayout& table, const RequestContext& context,
                                          const ListQuery& list);

}  // namespace pipewright::postgres
