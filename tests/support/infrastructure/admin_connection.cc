#include "tests/support/infrastructure/admin_connection.h"

#include <stdexcept>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "infrastructure/postgres/connection/libpq.h"
#include "infrastructure/postgres/schema/embedded_migrations.h"
#include "infrastructure/postgres/schema/migrator.h"
#include "tests/support/await.h"

namespace pipewright::testing {

struct AdminConnection::Connection {
  postgres::LibpqConnection libpq;
};

AdminConnection::AdminConnection(const std::string& url) {
  auto connected = postgres::Connect(url);
  if (!connected.ok()) throw std::runtime_error(std::string(connected.status().message()));
  connection_ = std::make_unique<Connection>(Connection{*std::move(connected)});
  // Of the tables that no owner may vacuum, a warning each.
  Ask("set client_min_messages = error");
}

AdminConnection::~AdminConnection() = default;

std::vector<std::vector<std::string>> AdminConnection::Rows(const std::string& sql,
                                                            const std::vector<std::string>& params) {
  const auto result = postgres::Execute(connection_->libpq.get(), sql, params);
  if (!result.ok()) throw std::runtime_error(std::string(result.status().message()));
  std::vector<std::vector<std::string>> rows;
  for (int row = 0; row < PQntuples(result->get()); ++row) {
    auto& cells = rows.emplace_back();
    for (int column = 0; column < PQnfields(result->get()); ++column) {
      cells.push_back(postgres::CellText(*result, row, column));
    }
  }
  return rows;
}

std::string AdminConnection::Ask(const std::string& sql, const std::vector<std::string>& params) {
  const auto rows = Rows(sql, params);
  return rows.empty() || rows[0].empty() ? "" : rows[0][0];
}

void AwaitOlderTransactions(AdminConnection& database) {
  const std::string next = database.Ask("select pg_snapshot_xmax(pg_current_snapshot())");
  const auto ended = [&] {
    return database.Ask("select pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8", {next}) == "t";
  };
  if (!Await(ended)) throw std::runtime_error("a transaction of the cluster runs for a minute");
}

void MigrateDatabase(const std::string& owner_url) {
  const auto report = postgres::Migrate(owner_url);
  if (!report.ok()) throw std::runtime_error(std::string(report.status().message()));
}

void AllowTemporaryObjects(const std::string& owner_url) {
  AdminConnection(owner_url).Ask(
      "do $$ begin execute format('grant temporary on database %I to pipewright_app', current_database()); end $$");
}

void MigrateAgain(const std::string& owner_url, absl::string_view name, absl::string_view undo) {
  absl::string_view sql;
  for (size_t i = 0; i < postgres::kEmbeddedMigrationCount; ++i) {
    const postgres::EmbeddedMigration& migration = postgres::kEmbeddedMigrations[i];
    if (absl::EndsWith(migration.name, name)) sql = migration.sql;
  }
  if (sql.empty()) throw std::runtime_error(absl::StrCat("there is no migration ", name));
  const auto connection = postgres::Connect(owner_url);
  if (!connection.ok()) throw std::runtime_error(std::string(connection.status().message()));
  const absl::Status migrated =
      postgres::ExecuteScript(connection->get(), absl::StrCat("begin; ", undo, sql, "; commit"));
  if (!migrated.ok()) throw std::runtime_error(std::string(migrated.message()));
}

}  // namespace pipewright::testing
