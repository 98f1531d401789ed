// One connection to PostgreSQL: kept prepared statements for reading (through SOCI) and pipelined statements for
// writing (through libpq), all text.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "application/shared/call/cancellation.h"
#include "domain/shared/id.h"
#include "infrastructure/postgres/connection/database_error.h"
#include "infrastructure/postgres/connection/sql.h"
#include "infrastructure/postgres/connection/standing_facts.h"

typedef struct pg_conn PGconn;
typedef struct pg_result PGresult;

namespace pipewright::postgres {

// How PostgreSQL is told whose rows a statement may see.
enum class TenantSetting {
  kSession,      // when the session's tenant changes; a read needs no transaction
  kTransaction,  // by SET LOCAL in every transaction, also of a read: a coordinator that distributes the tables (Citus)
                 // tells its workers nothing else
};

struct ConnectionOptions {
  std::string url;   // a libpq connection string or URI
  std::string role;  // when not empty: SET ROLE, so that the session works as the application role
  TenantSetting tenant_setting = TenantSetting::kSession;
};

// One statement of a pipeline. `on_row` gets each row of its result, if set.
struct Step {
  std::string sql;
  std::vector<Param> params;
  std::function<absl::Status(Row)> on_row;
  bool kept = true;  // prepared once per connection: for a statement that is the same each time
};

// Not thread safe; a pool hands it to one thread at a time.
class Connection {
 public:
  // kUnavailable/DATABASE_UNAVAILABLE when there is none to be had.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const ConnectionOptions& options);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Makes the session's tenant (none: no rows of any tenant) and its time limit for a statement those of the caller.
  // No round trip when they already are: the limit is rounded up to a power of two of seconds, and the exact deadline
  // is kept by cancelling. With TenantSetting::kTransaction every statement outside a transaction gets one of its own
  // that says so, in its round trip.
  absl::Status PrepareSession(const std::optional<TenantId>& tenant, absl::Time deadline);

  // Runs one statement, prepared once per connection, and gives each row to `on_row`; stops at its first error.
  absl::Status Read(const Sql& sql, const std::vector<Param>& params, absl::FunctionRef<absl::Status(Row)> on_row,
                    Cancellation* cancellation);

  // What a transaction of the tenant begins with: `begin`, which may name its modes ("begin read only"), and whose rows
  // it may see. A statement gets `time`.
  std::vector<Step> Begin(absl::string_view begin, const std::optional<TenantId>& tenant, absl::Duration time) const;
  // The same for what PrepareSession was told last.
  std::vector<Step> BeginPrepared(absl::string_view begin) const;

  // Sends all steps in one round trip and waits for their results. With an error the rest is not run, and a transaction
  // that was open is aborted. kUnavailable/DATABASE_CONNECTION_LOST, as of Read: the connection ended, and what was
  // sent may have been done.
  absl::Status Pipeline(const std::vector<Step>& steps, Cancellation* cancellation);

  // Ends an open transaction without keeping it. No error: a connection that can't even do that is broken().
  void Rollback();

  bool in_transaction() const;
  // The server is gone, or the state of the session is unknown: to be closed.
  bool broken() const { return broken_; }
  // Whether the server has ended the connection while nobody used it; then it is broken(). No round trip.
  bool LostWhileIdle();
  // Holds so many prepared statements that a new connection is better.
  bool worn_out() const;
  const std::optional<TenantId>& session_tenant() const { return session_tenant_; }
  StandingFacts& standing_facts() { return standing_facts_; }

  // Statements run since the process started, by all connections. For metrics.
  static uint64_t statements_run();
  // How many connections were found broken, and how often a new one led to a server that had started since the last,
  // since the process started. While it stays the same, the database is the one that it was: a crash, a restart or a
  // promoted standby shows in one of these.
  static uint64_t losses();

 private:
  struct Session;     // SOCI's
  struct KeptSelect;  // a prepared statement and its slots

  Connection(std::unique_ptr<Session> session, TenantSetting tenant_setting);

  absl::StatusOr<KeptSelect*> Prepare(const Sql& sql, size_t params);
  // Whether `steps` need a transaction of their own for the tenant's sake.
  bool NeedTransaction(absl::Span<const Step> steps) const;
  absl::Status Send(absl::Span<const Step> steps, Cancellation* cancellation);
  absl::Status Fail(const DatabaseError& error);
  void Break();
  std::function<void()> Interrupter();

  std::unique_ptr<Session> session_;
  PGconn* native_;
  const TenantSetting tenant_setting_;
  // The statements die before the session does.
  absl::flat_hash_map<std::string, std::unique_ptr<KeptSelect>> selects_;
  absl::flat_hash_map<std::string, std::string> pipelined_;  // SQL → name
  std::optional<TenantId> session_tenant_;
  StandingFacts standing_facts_;
  int64_t session_timeout_ms_ = -1;
  uint64_t next_name_ = 0;
  bool broken_ = false;
};

}  // namespace pipewright::postgres
