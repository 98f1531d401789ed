#include "infrastructure/postgres/link_statements.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace pipewright::postgres {
namespace {

// One array parameter per column. An array's text form writes a missing element as a bare NULL.
std::string ColumnArray(const std::vector<std::vector<Param>>& rows, size_t column) {
  std::string literal = "{";
  for (const auto& row : rows) {
    if (literal.size() > 1) literal += ',';
    if (row[column].has_value()) {
      const std::string one = ArrayLiteral({*row[column]});
      absl::StrAppend(&literal, one.substr(1, one.size() - 2));
    } else {
      literal += "NULL";
    }
  }
  return literal + "}";
}

}  // namespace

Step LinkStatement(const std::string& table, const std::string& parent, const std::vector<PhysicalColumn>& columns,
                   const std::string& tenant, const std::string& parent_id,
                   const std::vector<std::vector<Param>>& rows) {
  std::vector<std::string> names;
  std::vector<std::string> arrays;
  std::vector<std::string> updates;
  std::vector<Param> params = {tenant, parent_id};
  for (size_t i = 0; i < columns.size(); ++i) {
    names.push_back(columns[i].name);
    arrays.push_back(absl::StrCat("$", i + 3, "::", columns[i].cast, "[]"));
    if (i > 0) updates.push_back(absl::StrCat(columns[i].name, " = excluded.", columns[i].name));
    params.emplace_back(ColumnArray(rows, i));
  }
  const std::string& key = columns[0].name;
  Step step;
  step.sql = absl::StrCat("with gone as (delete from ", table, " where tenant_id = $1::uuid and ", parent,
                          " = $2::uuid and not (", key, " = any($3::", columns[0].cast, "[]))) insert into ", table,
                          " (tenant_id, ", parent, ", ", absl::StrJoin(names, ", "),
                          ") select $1::uuid, $2::uuid, u.* from unnest(", absl::StrJoin(arrays, ", "),
                          ") as u on conflict (tenant_id, ", parent, ", ", key, ") do ",
                          updates.empty() ? "nothing" : absl::StrCat("update set ", absl::StrJoin(updates, ", ")));
  step.params = std::move(params);
  return step;
}

}  // namespace pipewright::postgres
