// A column that names a kind of record.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "domain/shared/record_kind.h"
#include "infrastructure/postgres/table/column.h"

namespace pipewright::postgres {

// One of those that have the role. T: RecordKind, or an optional one.
template <class S, class T>
Column<S> KindCol(const std::string& name, T S::*member, KindRole role) {
  Column<S> column = Col(name, member);
  std::vector<std::string>& words = column.list_fields[0].field.enum_values;
  words.clear();
  for (const auto& [kind, word] : KindsWith(role)) words.emplace_back(word);
  return column;
}

}  // namespace pipewright::postgres
