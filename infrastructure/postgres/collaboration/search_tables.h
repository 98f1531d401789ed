// The tables of the kinds of record that are searched (KindRole::kSearched).
#pragma once

#include <string>

#include "domain/shared/record_kind.h"
#include "infrastructure/postgres/table/table_layout.h"

namespace pipewright::postgres {

// Of a kind that is searched.
const TableLayout& SearchedLayout(RecordKind kind);

// SQL over `t`: what a record is called.
std::string TitleOf(const SearchFields& fields);

}  // namespace pipewright::postgres
