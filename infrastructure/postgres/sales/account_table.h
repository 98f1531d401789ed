// Accounts in PostgreSQL.
#pragma once

#include "domain/sales/account.h"
#include "infrastructure/postgres/table/table.h"

namespace pipewright::postgres {

const Table<sales::Account>& AccountTable();

}  // namespace pipewright::postgres
