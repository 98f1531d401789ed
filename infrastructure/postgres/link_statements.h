// The statement that brings a record's link rows in line with its elements.
#pragma once

#include <string>
#include <vector>

#include "infrastructure/postgres/column.h"
#include "infrastructure/postgres/connection.h"

namespace pipewright::postgres {

// Deletes the rows whose key is not among `rows`, inserts or updates the others: one statement for any number of rows.
Step LinkStatement(const std::string& table, const std::string& parent, const std::vector<PhysicalColumn>& columns,
                   const std::string& tenant, const std::string& parent_id,
                   const std::vector<std::vector<Param>>& rows);

}  // namespace pipewright::postgres
