#include "infrastructure/postgres/list_statement.h"

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "infrastructure/postgres/read_scope.h"

namespace pipewright::postgres {
namespace {

absl::Status Refuse(Reason reason, absl::string_view field, absl::string_view description) {
  ErrorDetails details;
  details.reason = reason;
  details.fields.push_back({std::string(field), std::string(description)});
  return MakeError(absl::StatusCode::kInvalidArgument, absl::StrCat(field, ": ", description), details);
}

}  // namespace

absl::StatusOr<ListStatement> ListCompiler::Compile(const TableLayout& layout, const RequestContext& context,
                                                    const ListRequest& request) const {
  if (!request.filter.empty()) return Refuse(Reason::kInvalidFilter, "filter", "no field can be filtered on");
  if (!request.order_by.empty()) return Refuse(Reason::kInvalidOrderBy, "order_by", "no field can be sorted by");
  ListStatement statement;
  statement.page_size = request.page_size;
  statement.params = {context.tenant().ToString()};
  std::string where = absl::StrCat(" where t.tenant_id = $1::uuid", ReadScope(layout, context, statement.params));
  if (!request.show_deleted) where += " and t.delete_time is null";
  statement.total = {absl::StrCat("select count(*) from ", layout.name, " t", where), 1};
  statement.total_params = statement.params;
  if (!request.page_token.empty()) {
    const auto id = Uuid::Parse(request.page_token);
    if (!id.ok()) return Refuse(Reason::kInvalidPageToken, "page_token", "is not a token of this list");
    statement.params.emplace_back(id->ToString());
    absl::StrAppend(&where, " and t.id > $", statement.params.size(), "::uuid");
  }
  statement.rows = {absl::StrCat("select ", layout.select, " from ", layout.name, " t", where, " order by t.id limit ",
                                 request.page_size + 1),
                    layout.columns};
  return statement;
}

std::string ListCompiler::NextPageToken(const ListStatement&, const std::vector<Param>&, const std::string& id) const {
  return id;
}

}  // namespace pipewright::postgres
