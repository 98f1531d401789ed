#include "infrastructure/postgres/read/as_of.h"

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "infrastructure/postgres/read/read_scope.h"
#include "infrastructure/postgres/table/codec.h"

namespace pipewright::postgres {

absl::StatusOr<ReadableRows> RowsAt(const TableLayout& layout, const RequestContext& context,
                                    const std::optional<absl::Time>& read_time, std::vector<Param>& params) {
  params = {context.tenant().ToString()};
  if (!read_time.has_value()) {
    return ReadableRows{&layout, absl::StrCat(" where t.tenant_id = $1::uuid", ReadScope(layout, context, params))};
  }
  if (layout.versions == nullptr) {
    return InvalidField("read_time", absl::StrCat("no past is kept of the resource ", layout.resource));
  }
  params.emplace_back(TimeToText(*read_time));
  std::string where =
      " where t.tenant_id = $1::uuid and t.update_time <= $2::timestamptz and t.supersede_time > $2::timestamptz";
  const std::string scope = ReadScope(layout, context, params);
  if (!scope.empty()) {
    absl::StrAppend(&where, " and t.id in (select t.id from ", layout.name, " t where t.tenant_id = $1::uuid", scope,
                    ")");
  }
  return ReadableRows{layout.versions.get(), std::move(where)};
}

}  // namespace pipewright::postgres
