// Why libpq has no connection, said to the person who runs the server: which part of the database URL is wrong, or what
// is the matter over there, and the way out.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace pipewright::postgres {

// The later one says more: of several hosts, and of several ways to the same one, the last of this list is told.
enum class ConnectionProblem {
  kUnknown,
  kHostNotFound,
  kNothingListens,
  kNoRoute,
  kNoAnswer,
  kBrokenOff,
  kNoPostgres,
  kNotReady,
  kNoneLeft,
  kNoRule,
  kWrongKind,
  kNoTls,
  kTlsFails,
  kClientCertificate,
  kNoAuthority,
  kNotTrusted,
  kOtherName,
  kDatabaseClosed,
  kMayNotConnect,
  kNoSuchDatabase,
  kUserRefused,
  kPasswordRefused,
  kPasswordMissing,
  kWrongOption,
};

// Whether a server said any of it, rather than libpq. Then PQERRORS_VERBOSE has its SQLSTATE as well.
bool ServerSpoke(absl::string_view message);

// Reads what libpq says of a connection that failed: a line or more for each host that it tried. A SQLSTATE, as
// PQERRORS_VERBOSE shows it, goes before the words, which are in the language of the server.
ConnectionProblem ProblemOf(absl::string_view message);

// One line: what is wrong, libpq's words in parentheses, the way out. kUnauthenticated: the user or the password;
// kInvalidArgument: an option; kUnavailable: everything else. `message` holds no secrets.
absl::Status ExplainFailure(ConnectionProblem problem, absl::string_view message);

// What libpq says on several lines, on one: no line twice, and not where in PostgreSQL's source it comes from.
std::string OneLine(absl::string_view message);

// `text` with *** for the secret, wherever it isn't merely a part of a longer word.
std::string WithoutSecret(absl::string_view text, absl::string_view secret);

}  // namespace pipewright::postgres
