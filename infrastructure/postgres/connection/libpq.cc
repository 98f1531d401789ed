#include "infrastructure/postgres/connection/libpq.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/connection/connection_failure.h"
#include "infrastructure/postgres/connection/connection_string.h"
#include "infrastructure/postgres/connection/notices.h"

namespace pipewright::postgres {
namespace {

std::string MessageOf(const PGresult* result) {
  const char* primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  return primary != nullptr ? primary : OneLine(PQresultErrorMessage(result));
}

// Of a connection that failed: libpq's words without what is nobody's business.
std::string FailureOf(PGconn* connection) {
  std::string message = WithoutSecret(PQerrorMessage(connection), PQpass(connection));
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(PQconninfo(connection), &PQconninfoFree);
  if (options == nullptr) return message;
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val != nullptr && *option->dispchar == '*') message = WithoutSecret(message, option->val);
  }
  return message;
}

bool Succeeded(const PGresult* result) {
  const ExecStatusType status = PQresultStatus(result);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
}

}  // namespace

absl::StatusOr<LibpqConnection> Connect(const std::string& url) {
  RETURN_IF_ERROR(CheckConnectionString(url));
  LibpqConnection connection(PQconnectdb(url.c_str()));
  if (connection == nullptr) {
    return absl::ResourceExhaustedError("out of memory");
  }
  if (PQstatus(connection.get()) != CONNECTION_OK && ServerSpoke(PQerrorMessage(connection.get()))) {
    // Its words are in its own language. The SQLSTATE is only in their verbose form, which can't be asked for before
    // there is a connection, so it is tried once more; if that works, so much the better.
    PQsetErrorVerbosity(connection.get(), PQERRORS_VERBOSE);
    PQreset(connection.get());
    PQsetErrorVerbosity(connection.get(), PQERRORS_DEFAULT);
  }
  if (PQstatus(connection.get()) != CONNECTION_OK) {
    const std::string message = FailureOf(connection.get());
    const bool no_password = PQconnectionNeedsPassword(connection.get()) != 0;
    return ExplainFailure(no_password ? ConnectionProblem::kPasswordMissing : ProblemOf(message), message);
  }
  RouteNotices(connection.get());
  if (PQserverVersion(connection.get()) < kOldestServerVersion) {
    return absl::FailedPreconditionError(
        absl::StrCat("PostgreSQL ", PQserverVersion(connection.get()) / 10000, " is too old: 15 or newer is needed."));
  }
  return connection;
}

absl::Status CheckWrites(PGconn* connection) {
  ASSIGN_OR_RETURN(const LibpqResult found,
                   Execute(connection, "select pg_is_in_recovery(), current_setting('transaction_read_only') = 'on'"));
  if (CellText(found, 0, 0) == "t") {
    return absl::FailedPreconditionError(
        "The database is a standby and only reads. Give the primary in the database URL, or all hosts and "
        "target_session_attrs=read-write.");
  }
  if (CellText(found, 0, 1) == "t") {
    return absl::FailedPreconditionError(
        "The database only reads (default_transaction_read_only is on). Switch that off for it, the role or the "
        "server, or give in the database URL one that writes.");
  }
  return absl::OkStatus();
}

absl::StatusOr<LibpqResult> Execute(PGconn* connection, const std::string& sql,
                                    const std::vector<std::string>& parameters) {
  std::vector<const char*> values;
  values.reserve(parameters.size());
  for (const std::string& parameter : parameters) {
    values.push_back(parameter.c_str());
  }
  LibpqResult result(PQexecParams(connection, sql.c_str(), static_cast<int>(values.size()), nullptr, values.data(),
                                  nullptr, nullptr, 0));
  if (!Succeeded(result.get())) {
    return absl::InternalError(MessageOf(result.get()));
  }
  return result;
}

absl::Status ExecuteScript(PGconn* connection, const std::string& sql) {
  const LibpqResult result(PQexec(connection, sql.c_str()));
  if (Succeeded(result.get())) {
    return absl::OkStatus();
  }
  std::string message = MessageOf(result.get());
  if (const char* position = PQresultErrorField(result.get(), PG_DIAG_STATEMENT_POSITION); position != nullptr) {
    // The position counts characters, not bytes; the scripts are ASCII but for comments, so the line is near enough.
    const size_t end = std::min(sql.size(), static_cast<size_t>(std::stoul(position)));
    const auto lines = std::count(sql.begin(), sql.begin() + static_cast<std::ptrdiff_t>(end), '\n');
    absl::StrAppend(&message, " (line ", lines + 1, ")");
  }
  return absl::InternalError(message);
}

std::string CellText(const LibpqResult& result, int row, int column) { return PQgetvalue(result.get(), row, column); }

std::string ConnectionParameter(const std::string& name, const std::string& value) {
  return absl::StrCat(name, "='", absl::StrReplaceAll(value, {{"\\", "\\\\"}, {"'", "\\'"}}), "'");
}

}  // namespace pipewright::postgres
