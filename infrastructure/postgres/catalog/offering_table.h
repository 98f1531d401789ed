// Offerings in PostgreSQL.
#pragma once

#include "domain/catalog/offering.h"
#include "infrastructure/postgres/table/table.h"

namespace pipewright::postgres {

const Table<catalog::Offering>& OfferingTable();

}  // namespace pipewright::postgres
