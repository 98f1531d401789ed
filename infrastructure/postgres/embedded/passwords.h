// The passwords by which roles sign in to the embedded PostgreSQL.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace pipewright::postgres {

struct RolePassword {
  std::string role;
  std::string password;  // 64 hex digits
};

// The passwords of `roles`, in their order, from the libpq password file `path`. One that isn't there, or lacks one of
// the roles, is made anew with other passwords. Afterwards only the present user may read it (0600).
//
// kFailedPrecondition, in one line with the way out: it can't be read or written.
absl::StatusOr<std::vector<RolePassword>> KeepPasswords(const std::string& path, const std::vector<std::string>& roles);

}  // namespace pipewright::postgres
