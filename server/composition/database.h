// The database a process works with: its own PostgreSQL, or one elsewhere; at the schema of this binary.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "infrastructure/postgres/connection/connection.h"
#include "infrastructure/postgres/connection/libpq.h"
#include "infrastructure/postgres/embedded/cluster.h"
#include "infrastructure/postgres/schema/migrator.h"
#include "infrastructure/security/secret_box.h"
#include "server/process/configuration.h"

namespace pipewright::server {

// Ends the embedded PostgreSQL with it, so it outlives everything that has connections.
class Database {
 public:
  // Starts or reaches PostgreSQL and migrates it. With an outside one whose only URL is the application role's, checks
  // the schema instead. `pool_size`: how many connections will be wanted. Errors are one line with the way out.
  // With `share`, the embedded PostgreSQL of a server that runs already will do.
  static absl::StatusOr<Database> Open(const DatabaseConfiguration& configuration, int pool_size, bool share = false);

  // For the pool: works as the application role.
  const postgres::ConnectionOptions& connection() const { return connection_; }
  // Of the file that the configuration names, else of the embedded PostgreSQL's own; else it seals nothing.
  const security::SecretBox& secrets() const { return secrets_; }
  const postgres::MigrationReport& migrated() const { return migrated_; }
  // Where it is, for the log; no secrets.
  const std::string& description() const { return description_; }

 private:
  Database() = default;
  std::unique_ptr<postgres::EmbeddedCluster> cluster_;
  postgres::ConnectionOptions connection_;
  security::SecretBox secrets_;
  postgres::MigrationReport migrated_;
  std::string description_;
};

// Asks the database something cheap on a connection of its own, made anew when it broke. One thread at a time.
class DatabaseProbe {
 public:
  explicit DatabaseProbe(std::string url) : url_(std::move(url)) {}
  absl::Status operator()();

 private:
  const std::string url_;
  postgres::LibpqConnection connection_;
};

}  // namespace pipewright::server
