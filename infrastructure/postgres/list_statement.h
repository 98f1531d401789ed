// Compiles a list call into SQL: scope, filter, order, keyset, page.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "application/shared/reader.h"
#include "application/shared/request_context.h"
#include "infrastructure/postgres/sql.h"
#include "infrastructure/postgres/table_layout.h"

namespace pipewright::postgres {

struct ListStatement {
  Sql rows;  // the layout's columns, then the sort keys; one row more than page_size
  std::vector<Param> params;
  Sql total;  // count of all that the filter matches
  std::vector<Param> total_params;
  int page_size = 0;
  std::string query_hash;  // of all but the page: a token of another query is refused
};

// Thread safe.
class ListCompiler {
 public:
  absl::StatusOr<ListStatement> Compile(const TableLayout& layout, const RequestContext& context,
                                        const ListRequest& request) const;
  // The token that continues behind the row with these sort keys and id.
  std::string NextPageToken(const ListStatement& statement, const std::vector<Param>& keys, const std::string& id) const;
};

}  // namespace pipewright::postgres
