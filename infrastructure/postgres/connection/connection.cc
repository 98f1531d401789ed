#include "infrastructure/postgres/connection/connection.h"

#include <libpq-fe.h>
#include <poll.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <string>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/connection/connection_string.h"
#include "infrastructure/postgres/connection/notices.h"
#include "infrastructure/postgres/connection/server_starts.h"

namespace pipewright::postgres {
namespace {

constexpr size_t kMaxKeptStatements = 500;
constexpr int64_t kMaxTimeoutMs = 512'000;        // of a session
constexpr int64_t kLongestTimeoutMs = 3'600'000;  // of a transaction
constexpr char kSetSession[] =
    "select set_config('app.tenant_id', $1, false), set_config('statement_timeout', $2, false)";
constexpr char kSetTransaction[] =
    "select set_config('app.tenant_id', $1, true), set_config('statement_timeout', $2, true)";
constexpr absl::string_view kBegin = "begin";
constexpr char kNoConnection[] = "08001";  // sqlclient_unable_to_establish_sqlconnection

std::atomic<uint64_t> statement_count{0};
std::atomic<uint64_t> loss_count{0};

std::string Field(const PGresult* result, int code) {
  const char* text = PQresultErrorField(result, code);
  return text == nullptr ? "" : text;
}

DatabaseError ErrorOf(PGconn* connection, const PGresult* result) {
  DatabaseError error;
  error.sqlstate = result == nullptr ? "" : Field(result, PG_DIAG_SQLSTATE);
  if (result != nullptr) {
    error.constraint = Field(result, PG_DIAG_CONSTRAINT_NAME);
    error.table = Field(result, PG_DIAG_TABLE_NAME);
    error.message = PQresultErrorMessage(result);
    // Only of our own error: any other detail may quote somebody's data.
    if (error.sqlstate == kStaleVersion) error.detail = Field(result, PG_DIAG_MESSAGE_DETAIL);
  }
  if (error.sqlstate.empty() || PQstatus(connection) == CONNECTION_BAD) {
    error.sqlstate = "08006";
    error.message = PQerrorMessage(connection);
  }
  return error;
}

// SOCI throws; the native handle still knows whether the connection lives.
DatabaseError ErrorOf(PGconn* connection, const soci::soci_error& thrown) {
  DatabaseError error;
  error.message = thrown.what();
  if (const auto* postgres = dynamic_cast<const soci::postgresql_soci_error*>(&thrown)) {
    error.sqlstate = postgres->sqlstate();
  }
  if (PQstatus(connection) == CONNECTION_BAD) error.sqlstate = "08006";
  if (error.sqlstate.empty() || error.sqlstate == "     ") error.sqlstate = "XX000";
  return error;
}

// SOCI wants to tell an error with its parameters' names; ours ($1) have none, and it throws std::out_of_range over the
// first error. That one is still in the native handle, in its verbose form: "ERROR:  57014: canceling statement …".
DatabaseError ErrorLeftIn(PGconn* connection) {
  DatabaseError error;
  error.message = PQerrorMessage(connection);
  error.sqlstate = "XX000";
  const size_t severity = error.message.find(":  ");
  if (severity != std::string::npos && severity + 8 <= error.message.size()) {
    error.sqlstate = error.message.substr(severity + 3, 5);
  }
  if (PQstatus(connection) == CONNECTION_BAD) error.sqlstate = "08006";
  return error;
}

absl::Status Away() { return ToStatus({.sqlstate = kNoConnection}); }

std::string TextOf(const std::optional<TenantId>& tenant) { return tenant.has_value() ? tenant->ToString() : ""; }

// The smallest power of two of seconds that covers `remaining`, so that sessions seldom need a change.
int64_t TimeoutBucketMs(absl::Duration remaining) {
  const int64_t wanted = std::clamp<int64_t>(absl::ToInt64Milliseconds(remaining), 1, kMaxTimeoutMs);
  int64_t bucket = 1000;
  while (bucket < wanted) bucket *= 2;
  return bucket;
}

}  // namespace

struct Connection::Session {
  soci::session soci;
};

struct Connection::KeptSelect {
  explicit KeptSelect(soci::session& session) : statement(session) {}
  std::vector<std::string> params;
  std::vector<soci::indicator> param_indicators;
  std::vector<Cell> cells;
  soci::statement statement;  // last: it points into the slots above

  // SOCI would copy every value into a string of its own; its result holds them already.
  soci::details::postgresql_result& result() {
    return static_cast<soci::postgresql_statement_backend*>(statement.get_backend())->result_;
  }
};

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const ConnectionOptions& options) {
  ASSIGN_OR_RETURN(const std::string url, AsWatchedUrl(options.url));
  auto session = std::make_unique<Session>();
  try {
    session->soci.open(soci::postgresql, url);
  } catch (const soci::soci_error&) {
    // The text may hold the password.
    return Away();
  }
  std::unique_ptr<Connection> connection(new Connection(std::move(session), options.tenant_setting));
  PQsetErrorVerbosity(connection->native_, PQERRORS_VERBOSE);
  RouteNotices(connection->native_);
  // A server whose place another one takes breaks the connections to it, but perhaps not all of them at once.
  static ServerStarts& starts = *new ServerStarts;
  std::string start;
  std::vector<Step> steps;
  steps.push_back(
      {"select pg_postmaster_start_time()::text, set_config('timezone', 'UTC', false), "
       "set_config('datestyle', 'ISO, YMD', false), set_config('client_min_messages', 'warning', false)",
       {},
       [&start](Row row) {
         start = std::string(row[0].text);
         return absl::OkStatus();
       }});
  if (!options.role.empty()) {
    steps.push_back({"select set_config('role', $1, false)", {options.role}, nullptr});
  }
  absl::Status ready = connection->Pipeline(steps, nullptr);
  // Nothing was asked of it yet that could have been done.
  if (connection->broken()) return Away();
  RETURN_IF_ERROR(ready);
  if (starts.IsAnother(url, start)) ++loss_count;
  return connection;
}

Connection::Connection(std::unique_ptr<Session> session, TenantSetting tenant_setting)
    : session_(std::move(session)),
      native_(static_cast<soci::postgresql_session_backend*>(session_->soci.get_backend())->conn_),
      tenant_setting_(tenant_setting) {}

Connection::~Connection() {
  try {
    selects_.clear();
  } catch (const soci::soci_error&) {
    // The connection is gone; so are its statements.
  }
}

uint64_t Connection::statements_run() { return statement_count.load(std::memory_order_relaxed); }

uint64_t Connection::losses() { return loss_count.load(); }

void Connection::Break() {
  if (!broken_) ++loss_count;
  broken_ = true;
}

bool Connection::LostWhileIdle() {
  // A server that ended it has closed its side, and may have said why before; one that lives says at most that a
  // setting is another.
  pollfd socket{.fd = PQsocket(native_), .events = POLLRDHUP, .revents = 0};
  if (socket.fd < 0 || poll(&socket, 1, 0) > 0) Break();
  return broken_;
}

absl::Status Connection::Fail(const DatabaseError& error) {
  if (IsConnectionLost(error.sqlstate)) Break();
  return ToStatus(error);
}

std::function<void()> Connection::Interrupter() {
  return [native = native_] {
    if (PGcancel* cancel = PQgetCancel(native); cancel != nullptr) {
      char reason[256];
      PQcancel(cancel, reason, sizeof reason);
      PQfreeCancel(cancel);
    }
  };
}

absl::Status Connection::PrepareSession(const std::optional<TenantId>& tenant, absl::Time deadline) {
  const int64_t timeout = TimeoutBucketMs(deadline - absl::Now());
  if (session_timeout_ms_ == timeout && session_tenant_ == tenant) return absl::OkStatus();
  session_timeout_ms_ = -1;  // unknown until it has worked
  if (tenant_setting_ == TenantSetting::kSession) {
    RETURN_IF_ERROR(Pipeline({{kSetSession, {TextOf(tenant), absl::StrCat(timeout)}, nullptr}}, nullptr));
  }
  session_tenant_ = tenant;
  session_timeout_ms_ = timeout;
  return absl::OkStatus();
}

std::vector<Step> Connection::Begin(absl::string_view begin, const std::optional<TenantId>& tenant,
                                    absl::Duration time) const {
  const std::string timeout = absl::StrCat(std::clamp<int64_t>(absl::ToInt64Milliseconds(time), 1, kLongestTimeoutMs));
  std::vector<Step> steps = {{std::string(begin), {}, nullptr}};
  if (tenant_setting_ == TenantSetting::kSession) {
    steps.push_back({kSetTransaction, {TextOf(tenant), timeout}, nullptr});
  } else {
    // SET takes no parameters, and a call of set_config() stays with the coordinator.
    steps.push_back({absl::StrCat("set local app.tenant_id = '", TextOf(tenant), "'"), {}, nullptr, false});
    steps.push_back({absl::StrCat("set local statement_timeout = ", timeout), {}, nullptr, false});
  }
  return steps;
}

std::vector<Step> Connection::BeginPrepared(absl::string_view begin) const {
  if (tenant_setting_ == TenantSetting::kSession) return {{std::string(begin), {}, nullptr}};
  return Begin(begin, session_tenant_, absl::Milliseconds(session_timeout_ms_));
}

absl::StatusOr<Connection::KeptSelect*> Connection::Prepare(const Sql& sql, size_t params) {
  if (const auto found = selects_.find(sql.text); found != selects_.end()) return found->second.get();
  auto kept = std::make_unique<KeptSelect>(session_->soci);
  kept->params.resize(params);
  kept->param_indicators.assign(params, soci::i_ok);
  kept->cells.resize(sql.columns);
  for (size_t i = 0; i < params; ++i) {
    kept->statement.exchange(soci::use(kept->params[i], kept->param_indicators[i]));
  }
  kept->statement.alloc();
  kept->statement.prepare(sql.text);
  kept->statement.define_and_bind();
  return selects_.emplace(sql.text, std::move(kept)).first->second.get();
}

absl::Status Connection::Read(const Sql& sql, const std::vector<Param>& params,
                              absl::FunctionRef<absl::Status(Row)> on_row, Cancellation* cancellation) {
  if (NeedTransaction({})) return Pipeline({{sql.text, params, on_row}}, cancellation);
  const Cancellation::Interruptible interruptible(cancellation, Interrupter());
  if (cancellation != nullptr && cancellation->cancelled()) return ToStatus({.sqlstate = "57014"});
  statement_count.fetch_add(1, std::memory_order_relaxed);
  try {
    ASSIGN_OR_RETURN(KeptSelect* const kept, Prepare(sql, params.size()));
    for (size_t i = 0; i < params.size(); ++i) {
      kept->param_indicators[i] = params[i].has_value() ? soci::i_ok : soci::i_null;
      if (params[i].has_value()) kept->params[i] = *params[i];
    }
    kept->statement.execute(false);
    const absl::Cleanup forget = [kept] { kept->result().reset(); };
    const PGresult* const result = kept->result().get_result();
    const int rows = PQntuples(result);
    for (int row = 0; row < rows; ++row) {
      for (int i = 0; i < sql.columns; ++i) {
        kept->cells[i] = {absl::string_view(PQgetvalue(result, row, i), PQgetlength(result, row, i)),
                          PQgetisnull(result, row, i) == 1};
      }
      RETURN_IF_ERROR(on_row(kept->cells));
    }
  } catch (const soci::soci_error& thrown) {
    return Fail(ErrorOf(native_, thrown));
  } catch (const std::out_of_range&) {
    return Fail(ErrorLeftIn(native_));
  }
  return absl::OkStatus();
}

bool Connection::NeedTransaction(absl::Span<const Step> steps) const {
  // Before PrepareSession statements are the connection's own.
  if (tenant_setting_ == TenantSetting::kSession || session_timeout_ms_ < 0 || in_transaction()) return false;
  return steps.empty() || !absl::StartsWith(steps.front().sql, kBegin);
}

absl::Status Connection::Pipeline(const std::vector<Step>& steps, Cancellation* cancellation) {
  if (!NeedTransaction(steps)) return Send(steps, cancellation);
  std::vector<Step> all = BeginPrepared(kBegin);
  all.insert(all.end(), steps.begin(), steps.end());
  all.push_back({"commit", {}, nullptr});
  absl::Status status = Send(all, cancellation);
  Rollback();  // after an error
  return status;
}

absl::Status Connection::Send(absl::Span<const Step> steps, Cancellation* cancellation) {
  const Cancellation::Interruptible interruptible(cancellation, Interrupter());
  if (cancellation != nullptr && cancellation->cancelled()) return ToStatus({.sqlstate = "57014"});
  statement_count.fetch_add(steps.size(), std::memory_order_relaxed);
  if (PQenterPipelineMode(native_) != 1) {
    Break();
    return ToStatus(ErrorOf(native_, nullptr));
  }

  // Send everything. A statement new to this connection is prepared in the same round trip.
  struct Expected {
    const Step* step;
    bool preparing;
  };
  std::vector<Expected> expected;
  std::vector<const char*> values;
  bool sent = true;
  for (const Step& step : steps) {
    values.clear();
    for (const Param& param : step.params) values.push_back(param.has_value() ? param->c_str() : nullptr);
    const int count = static_cast<int>(values.size());
    if (step.kept) {
      auto [entry, is_new] = pipelined_.try_emplace(step.sql);
      if (is_new) {
        entry->second = absl::StrCat("pw_", next_name_++);
        sent = sent && PQsendPrepare(native_, entry->second.c_str(), step.sql.c_str(), 0, nullptr) == 1;
        expected.push_back({&step, true});
      }
      sent =
          sent && PQsendQueryPrepared(native_, entry->second.c_str(), count, values.data(), nullptr, nullptr, 0) == 1;
    } else {
      sent =
          sent && PQsendQueryParams(native_, step.sql.c_str(), count, nullptr, values.data(), nullptr, nullptr, 0) == 1;
    }
    expected.push_back({&step, false});
  }
  sent = sent && PQpipelineSync(native_) == 1;
  if (!sent) {
    Break();
    return ToStatus(ErrorOf(native_, nullptr));
  }

  // Take every result, also after an error: the connection is in order again only behind the sync point.
  absl::Status status;
  std::vector<Cell> cells;
  for (const Expected& next : expected) {
    PGresult* const result = PQgetResult(native_);
    const absl::Cleanup clear = [result] { PQclear(result); };
    const ExecStatusType kind = PQresultStatus(result);
    if (kind == PGRES_TUPLES_OK && next.step->on_row && status.ok()) {
      cells.resize(PQnfields(result));
      for (int row = 0; row < PQntuples(result) && status.ok(); ++row) {
        for (int column = 0; column < PQnfields(result); ++column) {
          cells[column] = {absl::string_view(PQgetvalue(result, row, column), PQgetlength(result, row, column)),
                           PQgetisnull(result, row, column) == 1};
        }
        status = next.step->on_row(cells);
      }
    } else if (kind != PGRES_TUPLES_OK && kind != PGRES_COMMAND_OK) {
      if (next.preparing) pipelined_.erase(next.step->sql);
      if (status.ok() && kind != PGRES_PIPELINE_ABORTED) {
        DatabaseError error = ErrorOf(native_, result);
        error.deleting = absl::StartsWith(next.step->sql, "delete ");
        status = Fail(error);
      }
      if (PQstatus(native_) == CONNECTION_BAD) {
        Break();
        return status.ok() ? ToStatus({.sqlstate = "08006"}) : status;
      }
    }
    PQclear(PQgetResult(native_));  // the null that ends a statement's results
  }
  PGresult* const sync = PQgetResult(native_);
  if (PQresultStatus(sync) != PGRES_PIPELINE_SYNC) Break();
  PQclear(sync);
  if (PQexitPipelineMode(native_) != 1) Break();
  if (broken_ && status.ok()) status = ToStatus({.sqlstate = "08006"});
  return status;
}

// Statements are never dropped one by one; a connection that holds too many is closed when it comes back.
bool Connection::worn_out() const { return selects_.size() + pipelined_.size() > kMaxKeptStatements; }

void Connection::Rollback() {
  if (broken_ || !in_transaction()) return;
  if (const absl::Status status = Pipeline({{"rollback", {}, nullptr}}, nullptr); !status.ok()) Break();
}

bool Connection::in_transaction() const { return PQtransactionStatus(native_) != PQTRANS_IDLE; }

}  // namespace pipewright::postgres
