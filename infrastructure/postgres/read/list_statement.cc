#include "infrastructure/postgres/read/list_statement.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/read/filter_sql.h"
#include "infrastructure/postgres/read/keyset.h"

namespace pipewright::postgres {

absl::StatusOr<ReadableRows> ListedRows(const TableLayout& table, const RequestContext& context, const ListQuery& list,
                                        std::vector<Param>& params) {
  ASSIGN_OR_RETURN(ReadableRows rows, RowsAt(table, context, list.read_time, params));
  if (!list.show_deleted) rows.where += " and t.delete_time is null";
  const FilterReach reach{.caller = context, .show_deleted = list.show_deleted};
  for (const filter::Condition& condition : list.conditions) {
    absl::StrAppend(&rows.where, " and ", FilterSql(condition, *rows.layout, reach, params));
  }
  return rows;
}

absl::StatusOr<ListStatement> CompileList(const TableLayout& table, const RequestContext& context,
                                          const ListQuery& list) {
  ListStatement statement;
  ASSIGN_OR_RETURN(const ReadableRows source, ListedRows(table, context, list, statement.params));
  const TableLayout& layout = *source.layout;
  const std::string& where = source.where;
  if (list.return_total_size) {
    statement.total = {{absl::StrCat("select count(*) from ", layout.name, " t", where), 1}, statement.params};
  }
  const Keyset keyset(list.order, layout);
  statement.rows = {keyset.Select(layout.select, layout.name, where, list.start, list.page_size + 1, statement.params),
                    layout.columns + static_cast<int>(keyset.size())};
  return statement;
}

}  // namespace pipewright::postgres
