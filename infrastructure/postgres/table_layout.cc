#include "infrastructure/postgres/table_layout.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace pipewright::postgres {

FieldCatalog TableLayout::Catalog() const {
  std::vector<Field> catalog;
  catalog.reserve(fields.size());
  for (const ListField& field : fields) catalog.push_back(field.field);
  return FieldCatalog(resource, std::move(catalog));
}

ScopePredicate OwnedBy(std::vector<std::string> columns) {
  return [columns = std::move(columns)](Scope scope, const std::string& me, const std::string& users) {
    const std::string condition = scope == Scope::kOwn ? absl::StrCat(" = ", me) : absl::StrCat(" = any(", users, ")");
    return absl::StrCat("(", absl::StrJoin(columns, " or ", [&](std::string* out, const std::string& column) {
                          absl::StrAppend(out, "t.", column, condition);
                        }),
                        ")");
  };
}

}  // namespace pipewright::postgres
