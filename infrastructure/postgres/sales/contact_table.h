// Contacts in PostgreSQL.
#pragma once

#include "domain/sales/contact.h"
#include "infrastructure/postgres/table/table.h"

namespace pipewright::postgres {

const Table<sales::Contact>& ContactTable();

}  // namespace pipewright::postgres
