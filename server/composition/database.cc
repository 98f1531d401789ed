#include "server/composition/database.h"

#include <poll.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/connection/connection_string.h"

namespace pipewright::server {
namespace {

// Beside the pool: the probe, a migrator, a person with psql.
constexpr int kSpareConnections = 20;
constexpr absl::Duration kProbePatience = absl::Seconds(2);
constexpr absl::string_view kUrlOption = "--database-url";
constexpr absl::string_view kAdminUrlOption = "--admin-database-url";

absl::Status CheckUrl(absl::string_view option, const std::string& url) {
  const absl::Status read = postgres::CheckConnectionString(url);
  return read.ok() ? read : absl::InvalidArgumentError(absl::StrCat(option, ": ", read.message()));
}

// Says which of the URLs it is that leads nowhere.
absl::StatusOr<postgres::LibpqConnection> Connect(absl::string_view option, const std::string& url) {
  auto connection = postgres::Connect(url);
  if (connection.ok()) return connection;
  return absl::Status(connection.status().code(), absl::StrCat(option, ": ", connection.status().message()));
}

// Whether that URL signs in as the application role itself, which can't migrate.
absl::StatusOr<bool> IsAppRole(const std::string& url) {
  ASSIGN_OR_RETURN(const postgres::LibpqConnection connection, Connect(kUrlOption, url));
  ASSIGN_OR_RETURN(const postgres::LibpqResult role,
                   postgres::Execute(connection.get(), "select session_user = $1", {postgres::kAppRole}));
  return postgres::CellText(role, 0, 0) == "t";
}

absl::Status CheckMayWork(const std::string& url) {
  ASSIGN_OR_RETURN(const postgres::LibpqConnection connection, Connect(kUrlOption, url));
  RETURN_IF_ERROR(postgres::CheckWrites(connection.get()));
  absl::Status acts = postgres::ExecuteScript(connection.get(), absl::StrCat("set role ", postgres::kAppRole));
  if (acts.ok()) return acts;
  return absl::FailedPreconditionError(
      absl::StrCat("The role of --database-url may not act as pipewright_app (", acts.message(),
                   "). Sign in as pipewright_app, or run: GRANT pipewright_app TO <role>;"));
}

// A database that hangs is away as much as one that is gone, so nothing here waits for it without a limit.
absl::Status AnswersInTime(PGconn* connection) {
  if (PQsendQuery(connection, "select 1") != 1) return absl::UnavailableError(PQerrorMessage(connection));
  const absl::Time end = absl::Now() + kProbePatience;
  while (PQisBusy(connection) == 1) {
    pollfd socket{.fd = PQsocket(connection), .events = POLLIN, .revents = 0};
    const int64_t left = absl::ToInt64Milliseconds(end - absl::Now());
    if (left <= 0) return absl::UnavailableError("It doesn't answer.");
    poll(&socket, 1, static_cast<int>(left));
    if (socket.revents != 0 && PQconsumeInput(connection) != 1) {
      return absl::UnavailableError(PQerrorMessage(connection));
    }
  }
  absl::Status answer;
  while (const auto result = postgres::LibpqResult(PQgetResult(connection))) {
    if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) answer = absl::UnavailableError("It answers with an error.");
  }
  return answer;
}

}  // namespace

absl::StatusOr<Database> Database::Open(const DatabaseConfiguration& configuration, int pool_size, bool share) {
  Database database;
  if (configuration.tenant_by_transaction) {
    database.connection_.tenant_setting = postgres::TenantSetting::kTransaction;
  }
  if (!configuration.secret_key_file.empty()) {
    ASSIGN_OR_RETURN(database.secrets_, security::SecretBox::FromFile(configuration.secret_key_file));
  }
  if (configuration.embedded()) {
    const std::string data_dir = configuration.data_dir.empty() ? postgres::DefaultDataDir() : configuration.data_dir;
    absl::StatusOr<std::unique_ptr<postgres::EmbeddedCluster>> running = absl::UnavailableError("not asked for");
    if (share) running = postgres::EmbeddedCluster::Attach(data_dir);
    if (!running.ok()) {
      running = postgres::EmbeddedCluster::Start(
          {.data_dir = data_dir, .max_connections = std::max(100, pool_size + kSpareConnections)});
    }
    ASSIGN_OR_RETURN(database.cluster_, std::move(running));
    if (database.secrets_.empty()) {
      ASSIGN_OR_RETURN(database.secrets_, security::SecretBox::FromOwnFile(absl::StrCat(data_dir, "/secret.key")));
    }
    ASSIGN_OR_RETURN(database.migrated_, postgres::Migrate(database.cluster_->owner_url()));
    database.connection_.url = database.cluster_->app_url();
    database.description_ = absl::StrCat("the embedded PostgreSQL in ", data_dir);
    return database;
  }
  RETURN_IF_ERROR(CheckUrl(kUrlOption, configuration.url));
  RETURN_IF_ERROR(CheckUrl(kAdminUrlOption, configuration.admin_url));
  bool may_migrate = !configuration.admin_url.empty();
  if (may_migrate) {
    // The other one may not work before the migration, which makes its role.
    RETURN_IF_ERROR(Connect(kAdminUrlOption, configuration.admin_url).status());
  } else {
    ASSIGN_OR_RETURN(const bool app_role, IsAppRole(configuration.url));
    may_migrate = !app_role;
  }
  if (may_migrate) {
    ASSIGN_OR_RETURN(database.migrated_, postgres::Migrate(configuration.owner_url()));
  } else {
    RETURN_IF_ERROR(postgres::CheckSchema(configuration.url));
    database.migrated_.version = static_cast<int>(postgres::KnownMigrations().size());
  }
  RETURN_IF_ERROR(CheckMayWork(configuration.url));
  database.connection_.url = configuration.url;
  database.connection_.role = postgres::kAppRole;
  database.description_ = "the PostgreSQL of --database-url";
  return database;
}

absl::Status DatabaseProbe::operator()() {
  if (connection_ == nullptr) {
    ASSIGN_OR_RETURN(connection_, postgres::Connect(url_));
  }
  absl::Status answer = AnswersInTime(connection_.get());
  if (!answer.ok()) connection_.reset();
  return answer;
}

}  // namespace pipewright::server
