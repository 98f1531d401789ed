#include "infrastructure/postgres/read/list_statement.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "application/shared/filter/checker.h"
#include "application/shared/filter/custom_field_catalog.h"
#include "application/shared/queries/order_by.h"
#include "application/shared/queries/read_time.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/read/filter_sql.h"
#include "infrastructure/postgres/read/keyset.h"
#include "infrastructure/postgres/table/codec.h"

namespace pipewright::postgres {

absl::StatusOr<ListStatement> ListCompiler::Compile(const TableLayout& table, const RequestContext& context,
                                                    const ListRequest& request) const {
  ListStatement statement;
  statement.page_size = request.page_size;
  const std::string moment =
      request.read_time.has_value() ? absl::StrCat(" at ", TimeToText(*request.read_time)) : std::string();
  statement.query = PageQuery(absl::StrCat(table.resource, moment, " ", request.fixed_filter), request.filter,
                              request.order_by, request.show_deleted);

  ASSIGN_OR_RETURN(const ReadableRows source, RowsAt(table, context, request.read_time, statement.params));
  const TableLayout& layout = *source.layout;
  std::string where = source.where;
  if (!request.show_deleted) where += " and t.delete_time is null";
  const filter::FilterScope scope{.user = context.principal->user,
                                  .now = clock_.Now(),
                                  .time_zone = context.principal->time_zone,
                                  .grants = &context.principal->grants,
                                  .custom_fields = filter::CustomFieldsFor(context, custom_fields_)};
  const FilterReach reach{.caller = context, .show_deleted = request.show_deleted};
  for (const std::string* text : {&request.fixed_filter, &request.filter}) {
    if (text->empty()) continue;
    ASSIGN_OR_RETURN(const filter::Condition condition, filter::CheckFilter(*text, layout.catalog, scope));
    absl::StrAppend(&where, " and ", FilterSql(condition, layout, reach, statement.params));
  }
  statement.total = {absl::StrCat("select count(*) from ", layout.name, " t", where), 1};
  statement.total_params = statement.params;

  ASSIGN_OR_RETURN(std::vector<SortKey> keys, ParseOrderBy(request.order_by, layout.catalog));
  const Keyset keyset(std::move(keys), layout);
  std::optional<PageToken> from;
  if (!request.page_token.empty()) {
    ASSIGN_OR_RETURN(from, OpenPageToken(request.page_token, statement.query, keyset.size(), sealer_));
  }
  statement.rows = {keyset.Select(layout.select, layout.name, where, from, request.page_size + 1, statement.params),
                    layout.columns + static_cast<int>(keyset.size())};
  return statement;
}

absl::StatusOr<ReadableRows> ListCompiler::RowsAt(const TableLayout& layout, const RequestContext& context,
                                                  const std::optional<absl::Time>& read_time,
                                                  std::vector<Param>& params) const {
  RETURN_IF_ERROR(CheckReadTime("read_time", read_time, clock_.Now()));
  return postgres::RowsAt(layout, context, read_time, params);
}

std::string ListCompiler::NextPageToken(const ListStatement& statement, std::vector<Param> keys) const {
  return SealPageToken({std::move(keys)}, statement.query, sealer_);
}

}  // namespace pipewright::postgres
