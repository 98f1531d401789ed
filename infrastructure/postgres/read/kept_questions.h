// What the two kinds of kept answers have in common.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "domain/shared/id.h"
#include "infrastructure/postgres/connection/sql.h"
#include "infrastructure/postgres/read/read_session.h"

namespace pipewright::postgres {

// By which an answer is found. No two questions have one.
std::string KeyOf(const TenantId& tenant, const Sql& sql, const std::vector<Param>& params);

// The one text of a statement's one row.
absl::Status ReadText(ReadSession& session, const Sql& sql, const std::vector<Param>& params, std::string& text);
absl::Status ReadSnapshot(ReadSession& session, std::string& snapshot);

}  // namespace pipewright::postgres
