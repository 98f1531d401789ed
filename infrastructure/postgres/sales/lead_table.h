// Leads in PostgreSQL.
#pragma once

#include "domain/sales/lead.h"
#include "infrastructure/postgres/table/table.h"

namespace pipewright::postgres {

const Table<sales::Lead>& LeadTable();

}  // namespace pipewright::postgres
