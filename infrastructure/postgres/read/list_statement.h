// Compiles a list call into SQL: scope, filter, order, keyset, page.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "application/shared/call/ports.h"
#include "application/shared/call/request_context.h"
#include "application/shared/commands/custom_field_definitions.h"
#include "application/shared/queries/page_token.h"
#include "application/shared/queries/reader.h"
#include "infrastructure/postgres/connection/sql.h"
#include "infrastructure/postgres/read/as_of.h"
#include "infrastructure/postgres/table/table_layout.h"

namespace pipewright::postgres {

struct ListStatement {
  Sql rows;  // the layout's columns, then the sort keys, the last of them the id; one row more than page_size
  std::vector<Param> params;
  Sql total;  // count of all that the filter matches
  std::vector<Param> total_params;
  int page_size = 0;
  std::string query;  // what a page token is bound to
};

// Thread safe. What it is made with must outlive it.
class ListCompiler {
 public:
  // Without `custom_fields` no record has any.
  ListCompiler(const Clock& clock, const PageTokenSealer& sealer, CustomFieldDefinitions* custom_fields = nullptr)
      : clock_(clock), sealer_(sealer), custom_fields_(custom_fields) {}

  // kInvalidArgument with INVALID_FILTER, INVALID_ORDER_BY or INVALID_PAGE_TOKEN, or naming read_time.
  absl::StatusOr<ListStatement> Compile(const TableLayout& table, const RequestContext& context,
                                        const ListRequest& request) const;
  // RowsAt (as_of.h), for a moment that has come: otherwise kInvalidArgument naming read_time.
  absl::StatusOr<ReadableRows> RowsAt(const TableLayout& layout, const RequestContext& context,
                                      const std::optional<absl::Time>& read_time, std::vector<Param>& params) const;
  // The token that continues behind the row with these sort keys.
  std::string NextPageToken(const ListStatement& statement, std::vector<Param> keys) const;

 private:
  const Clock& clock_;
  const PageTokenSealer& sealer_;
  CustomFieldDefinitions* const custom_fields_;
};

}  // namespace pipewright::postgres
