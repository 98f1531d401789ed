// Brings a database to the schema of this binary: the numbered SQL files, in order, each once.
//
// Each migration runs in a transaction of its own together with its row in `schema_migrations`, so a failure leaves the
// database at the last complete one. An advisory lock keeps two migrators apart: the second waits, then finds nothing
// to do. A migration that was applied must never be edited: its checksum is compared at every run.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace pipewright::postgres {

// The role the server works as: it owns nothing and can't bypass row level security.
inline constexpr char kAppRole[] = "pipewright_app";

// The other roles of the migrations: they own tables and the functions that look across tenants, and nobody signs in as
// one. A migration makes those that the cluster lacks, if its role may; the embedded cluster has them all from the
// start.
inline constexpr const char* kOwningRoles[] = {"pipewright_accounts", "pipewright_directory", "pipewright_event_keeper",
                                               "pipewright_search",   "pipewright_tables",    "pipewright_trail"};

struct Migration {
  int version = 0;
  std::string name;  // "0001_foundation"
  std::string sql;
};

struct MigrationReport {
  int version = 0;                   // where the schema is now
  std::vector<std::string> applied;  // what this run did, in order
};

// The migrations in this binary. Their numbers run from 1 without gaps.
std::vector<Migration> KnownMigrations();

// Applies what is missing, as the role of `owner_url`, which becomes the owner of the tables. Creates the login role
// pipewright_app when the cluster has none, and lets the owner act as it.
//
// kFailedPrecondition: the schema is newer than this binary, or an applied migration differs from the one here, or the
// role lacks a right (the message says which); otherwise the errors of Connect.
absl::StatusOr<MigrationReport> Migrate(const std::string& owner_url);
absl::StatusOr<MigrationReport> Migrate(const std::string& owner_url, const std::vector<Migration>& migrations);

// For a server that may not migrate (it has no owner's URL): OK when the schema is exactly the one this binary knows.
// kFailedPrecondition when it is newer, older or missing.
absl::Status CheckSchema(const std::string& url);
absl::Status CheckSchema(const std::string& url, const std::vector<Migration>& migrations);

}  // namespace pipewright::postgres
