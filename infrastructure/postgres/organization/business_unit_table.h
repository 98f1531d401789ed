// Business units in PostgreSQL.
#pragma once

#include <utility>

#include "domain/organization/business_unit.h"
#include "infrastructure/postgres/table/table.h"

namespace pipewright::postgres {

const Table<organization::BusinessUnit>& BusinessUnitTable();

// A column that holds the id of the business unit that records are of: "business_unit.name" is that one's.
template <class S>
Column<S> ReferringToUnit(Column<S> column) {
  return std::move(column).Referring("business_unit", LayoutOf<BusinessUnitTable>);
}

}  // namespace pipewright::postgres
