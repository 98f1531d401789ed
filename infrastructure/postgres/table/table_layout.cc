#include "infrastructure/postgres/table/table_layout.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace pipewright::postgres {

void TableLayout::AddField(ListField field) {
  catalog.Add(field.field);
  fields.push_back(std::move(field));
}

void TableLayout::AddReference(ListReference reference) {
  const LayoutSource& table = reference.table;
  catalog.Add(Reference{.name = reference.name,
                        .field = reference.keys.back().first,
                        .catalog = [table]() -> const FieldCatalog& { return table().catalog; }});
  references.push_back(std::move(reference));
}

void TableLayout::SortBy(const std::vector<std::string>& names) {
  for (ListField& field : fields) {
    Field& described = field.field;
    described.sortable = described.name == "id" || std::find(names.begin(), names.end(), described.name) != names.end();
    if (described.type == FieldType::kText) field.by_bytes = described.sortable;
    catalog.SetSortable(described.name, described.sortable);
  }
}

const ListField* TableLayout::FindField(absl::string_view field) const {
  for (const ListField& candidate : fields) {
    if (candidate.field.name == field) return &candidate;
  }
  return nullptr;
}

const ListReference* TableLayout::FindReference(absl::string_view reference) const {
  for (const ListReference& candidate : references) {
    if (candidate.name == reference) return &candidate;
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
