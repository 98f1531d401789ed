// Vendors in PostgreSQL.
#pragma once

#include "domain/sales/vendor.h"
#include "infrastructure/postgres/table/table.h"

namespace pipewright::postgres {

const Table<sales::Vendor>& VendorTable();

}  // namespace pipewright::postgres
