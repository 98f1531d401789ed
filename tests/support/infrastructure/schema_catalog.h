// Questions to the catalogue of the tests' database, for the rules that the schema keeps.
#pragma once

#include <string>

namespace pipewright::testing {

// Begins a query: tenant_tables (oid, name), the tables that hold a tenant's data. Those that don't are listed in the
// .cc file.
std::string TenantTables();

// The offenders, one a line: the first column of a query that gives what breaks its rule. Empty when the rule holds.
// Throws std::runtime_error when the query fails.
std::string Offenders(const std::string& sql);

}  // namespace pipewright::testing
