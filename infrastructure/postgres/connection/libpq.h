// libpq with owners: for start-up, migrations and tests, where SOCI has nothing to add.
//
// Messages here are for the person who runs the server. They quote PostgreSQL, so they never travel to API callers.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace pipewright::postgres {

struct FinishConnection {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using LibpqConnection = std::unique_ptr<PGconn, FinishConnection>;
using LibpqResult = std::unique_ptr<PGresult, ClearResult>;

// Oldest PostgreSQL that is supported, as PQserverVersion counts.
inline constexpr int kOldestServerVersion = 150000;

// Connects. kInvalidArgument: the URL can't be read, or has an option with a wrong value; kUnauthenticated: user or
// password refused; kUnavailable: not reachable, or refused for another reason; kFailedPrecondition: too old.
// The message is one line: what is wrong, libpq's words without the password, and the way out (connection_failure.h).
absl::StatusOr<LibpqConnection> Connect(const std::string& url);

// kFailedPrecondition when the connection leads to a database that only reads.
absl::Status CheckWrites(PGconn* connection);

// Runs one statement with text parameters. kInternal with PostgreSQL's message when it fails.
absl::StatusOr<LibpqResult> Execute(PGconn* connection, const std::string& sql,
                                    const std::vector<std::string>& parameters = {});

// Runs several statements separated by semicolons. An error names the line.
absl::Status ExecuteScript(PGconn* connection, const std::string& sql);

// The cell as text; empty for NULL.
std::string CellText(const LibpqResult& result, int row, int column);

// name='value' of a connection string, quoted as libpq wants it.
std::string ConnectionParameter(const std::string& name, const std::string& value);

}  // namespace pipewright::postgres
