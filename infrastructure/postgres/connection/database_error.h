// What PostgreSQL says went wrong, as a status. What each SQLSTATE means stands in sqlstate.h.
#pragma once

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace pipewright::postgres {

// The SQLSTATE that our own SQL raises when a row isn't there in the version that was read.
inline constexpr char kStaleVersion[] = "PW001";

// An error as libpq reports it. `message` may hold SQL and people's data: it is for the log, never for an answer.
struct DatabaseError {
  std::string sqlstate;
  std::string constraint;
  std::string table;
  std::string message;
  bool deleting = false;  // the statement removes rows and does nothing else
  std::string detail;     // of PW001: the ids of the stale rows, separated by commas; empty otherwise
};

// As the table of SQLSTATEs says: ALREADY_EXISTS names the field, FAILED_PRECONDITION what refers or is referred to (or
// the rule), ABORTED the record; UNAVAILABLE, and RESOURCE_EXHAUSTED of a database without room, say when to try again;
// INTERNAL says nothing. UNAVAILABLE is DATABASE_CONNECTION_LOST when the statement may have been done.
absl::Status ToStatus(const DatabaseError& error);

// The transaction may be tried again as it is: a serialization failure, a deadlock, or two calls with one request_id.
bool IsRetryable(const DatabaseError& error);
// The same, of a status made by ToStatus.
bool IsRetryable(const absl::Status& status);

// The connection is of no more use.
bool IsConnectionLost(absl::string_view sqlstate);

// Receives errors that a person has to look at (SqlstateRule::for_operator), each as one line without SQL and without
// the values that PostgreSQL quotes in its details: people's data. Set before threads start; null: standard error.
void SetUnexpectedErrorLog(std::function<void(const std::string& line)> log);

}  // namespace pipewright::postgres
