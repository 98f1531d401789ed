// Business units in PostgreSQL.
#pragma once

#include "domain/organization/business_unit.h"
#include "infrastructure/postgres/table/table.h"

namespace pipewright::postgres {

const Table<organization::BusinessUnit>& BusinessUnitTable();

}  // namespace pipewright::postgres
