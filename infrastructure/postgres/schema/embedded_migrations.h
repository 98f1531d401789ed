// The SQL files of infrastructure/postgres/schema/migrations/, put into the binary by cmake/EmbedMigrations.cmake.
#pragma once

#include <cstddef>

namespace pipewright::postgres {

struct EmbeddedMigration {
  const char* name;  // "0001_foundation": the number comes first
  const char* sql;
};

// In the order of their names.
extern const EmbeddedMigration kEmbeddedMigrations[];
extern const size_t kEmbeddedMigrationCount;

}  // namespace pipewright::postgres
