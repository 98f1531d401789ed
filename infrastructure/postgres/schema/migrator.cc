#include "infrastructure/postgres/schema/migrator.h"

#include <openssl/evp.h>

#include <array>
#include <map>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/connection/libpq.h"
#include "infrastructure/postgres/schema/embedded_migrations.h"

namespace pipewright::postgres {
namespace {

// Any number that nobody else in the database locks: "pipewri" in ASCII.
constexpr char kLock[] = "31640452812268137";

constexpr char kBookkeeping[] = R"sql(
create table if not exists schema_migrations (
  version integer primary key,
  name text not null,
  checksum text not null,
  applied_at timestamptz not null default now()
);
grant select on schema_migrations to pipewright_app;
)sql";

struct Applied {
  std::string name;
  std::string checksum;
};

std::string Checksum(const std::string& text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
  return absl::BytesToHexString(std::string(digest.begin(), digest.begin() + size));
}

absl::Status TooNew(int version, size_t known) {
  return absl::FailedPreconditionError(absl::StrCat("The database's schema is at version ", version,
                                                    " and this binary knows only ", known,
                                                    ". Start the newer Pipewright that migrated it."));
}

absl::StatusOr<std::map<int, Applied>> ReadApplied(PGconn* connection) {
  ASSIGN_OR_RETURN(const LibpqResult rows,
                   Execute(connection, "select version, name, checksum from schema_migrations order by version"));
  std::map<int, Applied> applied;
  for (int row = 0; row < PQntuples(rows.get()); ++row) {
    int version = 0;
    if (!absl::SimpleAtoi(CellText(rows, row, 0), &version)) {
      return absl::InternalError("schema_migrations holds a version that is no number");
    }
    applied[version] = Applied{CellText(rows, row, 1), CellText(rows, row, 2)};
  }
  return applied;
}

// What has been applied is what this binary would have applied.
absl::Status CheckHistory(const std::map<int, Applied>& applied, const std::vector<Migration>& migrations) {
  if (!applied.empty() && applied.rbegin()->first > static_cast<int>(migrations.size())) {
    return TooNew(applied.rbegin()->first, migrations.size());
  }
  for (const auto& [version, entry] : applied) {
    const Migration& known = migrations[static_cast<size_t>(version) - 1];
    if (entry.name != known.name || entry.checksum != Checksum(known.sql)) {
      return absl::FailedPreconditionError(
          absl::StrCat("Migration ", known.name, " was applied to this database with another content (as ", entry.name,
                       "). Applied migrations must not be edited: use the binary that made this database, or a new "
                       "data folder or database."));
    }
  }
  return absl::OkStatus();
}

// The role belongs to the cluster, not to the database, so another database may have created it already.
absl::Status EnsureAppRole(PGconn* connection) {
  ASSIGN_OR_RETURN(const LibpqResult roles,
                   Execute(connection, "select rolsuper or rolbypassrls from pg_roles where rolname = $1", {kAppRole}));
  if (PQntuples(roles.get()) == 0) {
    // Two databases of one cluster may be migrated at once; the loser of that race finds the role made.
    const absl::Status created = ExecuteScript(connection, R"sql(
      do $$ begin
        create role pipewright_app login noinherit nosuperuser nocreatedb nocreaterole nobypassrls;
      exception when duplicate_object or unique_violation then null;
      end $$)sql");
    if (!created.ok()) {
      return absl::FailedPreconditionError(absl::StrCat(
          "The database's owner may not create the role pipewright_app (", created.message(),
          "). Let an administrator run: CREATE ROLE pipewright_app LOGIN NOINHERIT; GRANT pipewright_app TO <owner>;"));
    }
  } else if (CellText(roles, 0, 0) == "t") {
    return absl::FailedPreconditionError(
        "The role pipewright_app is a superuser or bypasses row level security, so tenants would not be kept apart. "
        "Run: ALTER ROLE pipewright_app NOSUPERUSER NOBYPASSRLS;");
  }
  ASSIGN_OR_RETURN(const LibpqResult member,
                   Execute(connection, "select pg_has_role(current_user, $1, 'member')", {kAppRole}));
  if (CellText(member, 0, 0) == "t") {
    return absl::OkStatus();
  }
  const absl::Status granted = ExecuteScript(connection, "grant pipewright_app to current_user");
  if (!granted.ok()) {
    return absl::FailedPreconditionError(absl::StrCat("The database's owner may not act as pipewright_app (",
                                                      granted.message(),
                                                      "). Let an administrator run: GRANT pipewright_app TO <owner>;"));
  }
  return absl::OkStatus();
}

absl::Status Apply(PGconn* connection, const Migration& migration) {
  RETURN_IF_ERROR(ExecuteScript(connection, "begin"));
  absl::Status done = ExecuteScript(connection, migration.sql);
  if (done.ok()) {
    done = Execute(connection, "insert into schema_migrations (version, name, checksum) values ($1, $2, $3)",
                   {absl::StrCat(migration.version), migration.name, Checksum(migration.sql)})
               .status();
  }
  if (done.ok()) {
    // A migration that ends its own transaction would make this "no transaction in progress".
    if (PQtransactionStatus(connection) != PQTRANS_INTRANS) {
      return absl::InternalError(absl::StrCat("Migration ", migration.name, " ended its own transaction."));
    }
    done = ExecuteScript(connection, "commit");
  }
  if (!done.ok()) {
    ExecuteScript(connection, "rollback").IgnoreError();
    return absl::InternalError(absl::StrCat("Migration ", migration.name, " failed: ", done.message()));
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<Migration> KnownMigrations() {
  std::vector<Migration> migrations;
  for (size_t i = 0; i < kEmbeddedMigrationCount; ++i) {
    const EmbeddedMigration& embedded = kEmbeddedMigrations[i];
    migrations.push_back(Migration{static_cast<int>(i) + 1, embedded.name, embedded.sql});
  }
  return migrations;
}

absl::StatusOr<MigrationReport> Migrate(const std::string& owner_url) { return Migrate(owner_url, KnownMigrations()); }

absl::StatusOr<MigrationReport> Migrate(const std::string& owner_url, const std::vector<Migration>& migrations) {
  for (size_t i = 0; i < migrations.size(); ++i) {
    if (migrations[i].version != static_cast<int>(i) + 1) {
      return absl::InternalError("Migrations must be numbered from 1 without gaps.");
    }
  }
  ASSIGN_OR_RETURN(const LibpqConnection connection, Connect(owner_url));
  PGconn* const pg = connection.get();
  RETURN_IF_ERROR(CheckWrites(pg));
  RETURN_IF_ERROR(ExecuteScript(pg, "set client_min_messages = warning; set lock_timeout = '5min'"));
  // Released with the connection, also when this process dies.
  RETURN_IF_ERROR(Execute(pg, absl::StrCat("select pg_advisory_lock(", kLock, ")")).status());
  RETURN_IF_ERROR(EnsureAppRole(pg));
  RETURN_IF_ERROR(ExecuteScript(pg, kBookkeeping));
  ASSIGN_OR_RETURN(const auto applied, ReadApplied(pg));
  RETURN_IF_ERROR(CheckHistory(applied, migrations));
  MigrationReport report;
  for (const Migration& migration : migrations) {
    if (!applied.contains(migration.version)) {
      RETURN_IF_ERROR(Apply(pg, migration));
      report.applied.push_back(migration.name);
    }
    report.version = migration.version;
  }
  return report;
}

absl::Status CheckSchema(const std::string& url) { return CheckSchema(url, KnownMigrations()); }

absl::Status CheckSchema(const std::string& url, const std::vector<Migration>& migrations) {
  ASSIGN_OR_RETURN(const LibpqConnection connection, Connect(url));
  ASSIGN_OR_RETURN(const LibpqResult found,
                   Execute(connection.get(), "select to_regclass('schema_migrations') is not null"));
  std::map<int, Applied> applied;
  if (CellText(found, 0, 0) == "t") {
    ASSIGN_OR_RETURN(applied, ReadApplied(connection.get()));
  }
  RETURN_IF_ERROR(CheckHistory(applied, migrations));
  if (applied.size() != migrations.size()) {
    return absl::FailedPreconditionError(
        absl::StrCat("The database's schema is at version ", applied.size(), " and ", migrations.size(),
                     " is needed. Run `pipewrightd migrate` with the owner's URL first."));
  }
  return absl::OkStatus();
}

}  // namespace pipewright::postgres
