#include "infrastructure/postgres/connection/libpq.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/connection/connection_string.h"
#include "infrastructure/postgres/connection/notices.h"

namespace pipewright::postgres {
namespace {

// libpq ends messages with a line feed and may put hints on further lines.
std::string OneLine(absl::string_view message) {
  return absl::StrReplaceAll(absl::StripAsciiWhitespace(message), {{"\n\t", " "}, {"\n", " "}});
}

std::string MessageOf(const PGresult* result) {
  const char* primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  return primary != nullptr ? primary : OneLine(PQresultErrorMessage(result));
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
  if (PQstatus(connection.get()) != CONNECTION_OK) {
    const std::string message = OneLine(PQerrorMessage(connection.get()));
    if (PQconnectionNeedsPassword(connection.get()) != 0) {
      return absl::UnauthenticatedError(absl::StrCat("The database wants a password and none was given (", message,
                                                     "). Put it in the database URL, in PGPASSWORD or in ~/.pgpass."));
    }
    if (PQconnectionUsedPassword(connection.get()) != 0 && message.find("authentication") != std::string::npos) {
      return absl::UnauthenticatedError(absl::StrCat("The database refuses the user or the password (", message,
                                                     "). Check the database URL, PGPASSWORD or ~/.pgpass."));
    }
    return absl::UnavailableError(
        absl::StrCat("The database can't be reached (", message, "). Check the database URL and that it runs."));
  }
  RouteNotices(connection.get());
  if (PQserverVersion(connection.get()) < kOldestServerVersion) {
    return absl::FailedPreconditionError(
        absl::StrCat("PostgreSQL ", PQserverVersion(connection.get()) / 10000, " is too old: 15 or newer is needed."));
  }
  return connection;
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
