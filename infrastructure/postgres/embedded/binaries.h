// Where PostgreSQL's programs are on this machine.
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace pipewright::postgres {

struct PostgresBinaries {
  int major = 0;       // 15
  std::string folder;  // "/usr/lib/postgresql/15/bin"
  std::string initdb;  // full paths
  std::string postgres;
};

// Looks where distributions install (/usr/lib/postgresql/*/bin, /usr/pgsql-*/bin), where pg_config says, and in PATH.
// Takes the newest, at least 15; or exactly `major` when it isn't 0 (a data folder can be opened only by the major
// version that made it).
//
// kNotFound names the package to install.
absl::StatusOr<PostgresBinaries> FindPostgresBinaries(int major);

}  // namespace pipewright::postgres
