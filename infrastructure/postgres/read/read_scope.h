// The part of every read that keeps to the records the caller may read.
#pragma once

#include <string>
#include <vector>

#include "application/shared/call/request_context.h"
#include "infrastructure/postgres/connection/sql.h"
#include "infrastructure/postgres/table/table_layout.h"

namespace pipewright::postgres {

// " and (…)" over the alias t, or nothing when every record of the tenant may be read. Appends what it binds to
// `params`, whose first is the tenant.
std::string ReadScope(const TableLayout& layout, const RequestContext& context, std::vector<Param>& params);

}  // namespace pipewright::postgres
