// Accounts in PostgreSQL.
#pragma once

#include "domain/sales/account.h"
#include "infrastructure/postgres/read/record_statistics.h"
#include "infrastructure/postgres/table/table.h"

namespace pipewright::postgres {

const Table<sales::Account>& AccountTable();
// An index holds all of them.
StatisticsColumns AccountStatisticsColumns();

}  // namespace pipewright::postgres
