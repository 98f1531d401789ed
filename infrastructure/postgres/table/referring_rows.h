// A list whose rows name records: the contacts around an opportunity.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "domain/shared/id.h"
#include "domain/shared/records.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/table/column.h"
#include "infrastructure/postgres/table/json.h"
#include "infrastructure/postgres/table/record_reference.h"

namespace pipewright::postgres {

namespace internal {

// Those of `rows` that `others` doesn't have.
template <class Row>
std::vector<Row> Without(const std::vector<Row>& rows, const std::vector<Row>& others) {
  std::vector<Row> left;
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(left),
               [&](const Row& row) { return std::find(others.begin(), others.end(), row) == others.end(); });
  return left;
}

template <class Row, class Held>
void RepointRows(std::vector<Row>& rows, Held Row::*id, const Repointing& what) {
  std::vector<Row> led;
  const Held survivor = typename ReferenceOf<Held>::IdType(what.to);
  // A record is named once: the survivor's own row counts, then the first that comes to name it.
  const auto names_survivor = [&](const Row& row) { return row.*id == survivor; };
  const bool had = std::any_of(rows.begin(), rows.end(), names_survivor);
  for (Row& row : rows) {
    const Held before = row.*id;
    ReferenceOf<Held>::Repoint(row.*id, what);
    if (row.*id != before && (had || std::any_of(led.begin(), led.end(), names_survivor))) continue;
    led.push_back(std::move(row));
  }
  rows = std::move(led);
}

// False when the rows aren't any more what they were to become.
template <class Row, class Held>
absl::StatusOr<bool> PutBackRows(std::vector<Row>& rows, Held Row::*id, const FieldPart& part) {
  std::vector<Row> gone;
  std::vector<Row> came;
  RETURN_IF_ERROR(FromJsonText(part.before, gone));
  RETURN_IF_ERROR(FromJsonText(part.after, came));
  std::vector<Row> others = Without(rows, came);
  if (others.size() + came.size() != rows.size()) return false;
  for (const Row& row : gone) {
    const auto same = [&](const Row& other) { return other.*id == row.*id; };
    if (std::any_of(others.begin(), others.end(), same)) return false;
  }
  others.insert(others.end(), gone.begin(), gone.end());
  rows = std::move(others);
  return true;
}

}  // namespace internal

// `column` is the JSON column of `rows`; `link_table` holds one row for each, with the record's id in `parent` and the
// named one's in `link_column`. Held: a RecordId, or an optional one where some rows name something else.
template <class S, class Row, class Held>
Column<S> ReferringRows(Column<S> column, std::vector<Row> S::*rows, Held Row::*id, const std::string& link_table,
                        const std::string& parent, const std::string& link_column) {
  column.record_references = {{internal::ReferenceOf<Held>::kKind, link_table, parent, link_column, false,
                               [rows, id](S& state, const Repointing& what, const CustomKeys&) {
                                 internal::RepointRows(state.*rows, id, what);
                               }}};
  column.tell_parts = [field = column.field, rows](const S& before, const S& after, std::vector<FieldPart>& out) {
    const std::vector<Row> gone = internal::Without(before.*rows, after.*rows);
    const std::vector<Row> came = internal::Without(after.*rows, before.*rows);
    if (!gone.empty() || !came.empty()) out.push_back({field, ToJsonText(gone), ToJsonText(came)});
  };
  column.put_back = [rows, id](S& state, const FieldPart& part) {
    return internal::PutBackRows(state.*rows, id, part);
  };
  return column;
}

}  // namespace pipewright::postgres
