// How tenants number their records, in PostgreSQL.
#pragma once

#include "domain/organization/code_series.h"
#include "infrastructure/postgres/table/table.h"

namespace pipewright::postgres {

const Table<organization::CodeSeries>& CodeSeriesTable();

}  // namespace pipewright::postgres
