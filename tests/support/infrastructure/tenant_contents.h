// What the database holds of a tenant: to show that a call changed nothing, or what it left.
#pragma once

#include <string>

namespace pipewright::testing {

// Every row of every table with a tenant_id, but for the counters of codes, as one text.
std::string EverythingOf(const std::string& tenant_id);

// How many rows of `table` are the tenant's.
int CountOf(const std::string& tenant_id, const std::string& table);

}  // namespace pipewright::testing
