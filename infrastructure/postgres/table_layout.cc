#include "infrastructure/postgres/table_layout.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace pipewright::postgres {

void TableLayout::AddField(ListField field) {
  catalog.Add(field.field);
  fields.push_back(std::move(field));
}

const ListField* TableLayout::FindField(absl::string_view field) const {
  for (const ListField& candidate : fields) {
    if (candidate.field.name == field) return &candidate;
  }
  return nullptr;
}

ScopePredicate OwnedBy(std::vector<std::string> columns) {
  return [columns = std::move(columns)](Scope scope, const std::string& me, const std::string& users) {
    const std::string condition = scope == Scope::kOwn ? absl::StrCat(" = ", me) : absl::StrCat(" = any(", users, ")");
    return absl::StrCat("(",
                        absl::StrJoin(columns, " or ",
                                      [&](std::string* out, const std::string& column) {
                                        absl::StrAppend(out, "t.", column, condition);
                                      }),
                        ")");
  };
}

}  // namespace pipewright::postgres
