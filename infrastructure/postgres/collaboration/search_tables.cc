#include "infrastructure/postgres/collaboration/search_tables.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace pipewright::postgres {

const TableLayout& SearchedLayout(RecordKind kind) {
  const TableLayout* found = nullptr;
  VisitSearchedTables([&](const auto& table) {
    if (table.layout().resource == ResourceOf(kind)) found = &table.layout();
  });
  return *found;
}

std::string TitleOf(const SearchFields& fields) {
  if (fields.titles.empty()) return absl::StrCat("left(split_part(", fields.others[0].sql, ", chr(10), 1), 120)");
  return absl::StrCat(
      "concat_ws(' ', ",
      absl::StrJoin(fields.titles, ", ",
                    [](std::string* out, const SearchField& f) { absl::StrAppend(out, "nullif(", f.sql, ", '')"); }),
      ")");
}

}  // namespace pipewright::postgres
