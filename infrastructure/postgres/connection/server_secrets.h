// Secrets that all servers of one database share.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "infrastructure/postgres/connection/connection.h"

namespace pipewright::postgres {

// The 32 random bytes that go by `name` ("page_tokens"): made by the first server that asks, the same for all later
// ones. kUnavailable when the database is away.
absl::StatusOr<std::string> SharedServerSecret(const ConnectionOptions& database, absl::string_view name);

}  // namespace pipewright::postgres
