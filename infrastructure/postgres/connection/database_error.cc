#include "infrastructure/postgres/connection/database_error.h"

#include <cstdio>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "domain/shared/errors.h"
#include "infrastructure/postgres/connection/resource_names.h"

namespace pipewright::postgres {
namespace {

constexpr absl::string_view kIdempotencyConstraint = "idempotency_keys_pkey";
constexpr char kRetryableUrl[] = "pipewright/retryable";

using ErrorLog = std::function<void(const std::string&)>;

ErrorLog& UnexpectedErrorLog() {
  static auto* const log = new ErrorLog;
  return *log;
}

// PostgreSQL's message is the first line of what it says; the lines behind it, and SOCI's "while …", quote rows,
// statements and parameters.
std::string LogLine(const DatabaseError& error) {
  absl::string_view message = error.message;
  message = message.substr(0, message.find('\n'));
  message = message.substr(0, message.find(" while "));
  return absl::StrCat("Unexpected database error ", error.sqlstate, error.table.empty() ? "" : " about ", error.table,
                      ": ", message);
}

void LogUnexpected(const DatabaseError& error) {
  const std::string line = LogLine(error);
  if (UnexpectedErrorLog()) {
    UnexpectedErrorLog()(line);
  } else {
    std::fprintf(stderr, "%s\n", line.c_str());
  }
}

// "contacts_email_key" of table contacts → "email"; "…_tenant_id_account_id_fkey" → "account_id".
std::string FieldOf(const DatabaseError& error, absl::string_view suffix) {
  absl::string_view name = error.constraint;
  absl::ConsumePrefix(&name, absl::StrCat(error.table, "_"));
  absl::ConsumePrefix(&name, "tenant_id_");
  absl::ConsumeSuffix(&name, suffix);
  return std::string(name);
}

absl::Status UniqueViolation(const DatabaseError& error) {
  const std::string resource = ResourceOf(error.table);
  if (absl::EndsWith(error.constraint, "_pkey")) {
    return AlreadyExists(resource, "id", absl::StrCat("that id is another ", resource, "'s already"));
  }
  const std::string field = FieldOf(error, "_key");
  return AlreadyExists(resource, field, absl::StrCat("another ", resource, " has the same ", field));
}

absl::Status ForeignKeyViolation(const DatabaseError& error) {
  // PostgreSQL reports both sides alike but for the words, which are the language's of its operator.
  if (error.deleting) {
    return FailedPrecondition(Reason::kRecordInUse, ResourceOf(error.table), "other records still refer to it");
  }
  const std::string field = FieldOf(error, "_fkey");
  return FailedPrecondition(Reason::kReferenceNotFound, field,
                            absl::StrCat(field, " refers to a record that does not exist"));
}

absl::Status MarkRetryable(absl::Status status) {
  status.SetPayload(kRetryableUrl, absl::Cord("1"));
  return status;
}

absl::Status ConcurrentChange() {
  ErrorDetails details;
  details.reason = Reason::kConcurrentChange;
  return MakeError(absl::StatusCode::kAborted,
                   "another call changed the record at the same time: read it again and repeat the change", details);
}

// Names the record, or the first of several.
absl::Status StaleVersion(const DatabaseError& error) {
  if (error.table.empty() || error.detail.empty()) return ConcurrentChange();
  ErrorDetails details;
  details.reason = Reason::kConcurrentChange;
  details.resource_type = ResourceOf(error.table);
  details.resource_name = error.detail.substr(0, error.detail.find(','));
  return MakeError(absl::StatusCode::kAborted,
                   absl::StrCat("another call changed the ", details.resource_type, " ", details.resource_name,
                                " at the same time: read it again and repeat the change"),
                   details);
}

absl::Status Internal() {
  ErrorDetails details;
  details.reason = Reason::kInternal;
  return MakeError(absl::StatusCode::kInternal, "an unexpected error; the request id finds it in the server's log",
                   details);
}

}  // namespace

void SetUnexpectedErrorLog(ErrorLog log) { UnexpectedErrorLog() = std::move(log); }

bool IsConnectionLost(absl::string_view sqlstate) {
  return sqlstate.empty() || absl::StartsWith(sqlstate, "08") || absl::StartsWith(sqlstate, "57P0");
}

bool IsRetryable(const DatabaseError& error) {
  return error.sqlstate == "40001" || error.sqlstate == "40P01" ||
         (error.sqlstate == "23505" && error.constraint == kIdempotencyConstraint);
}

bool IsRetryable(const absl::Status& status) { return status.GetPayload(kRetryableUrl).has_value(); }

absl::Status ToStatus(const DatabaseError& error) {
  const std::string& state = error.sqlstate;
  if (IsRetryable(error)) return MarkRetryable(ConcurrentChange());
  if (state == kStaleVersion) return StaleVersion(error);
  if (state == "23505") return UniqueViolation(error);
  if (state == "23503") return ForeignKeyViolation(error);
  if (state == "23514") {
    return FailedPrecondition(Reason::kConstraintViolated, ResourceOf(error.table),
                              absl::StrCat("the change breaks the rule ", error.constraint));
  }
  if (state == "57014") {
    ErrorDetails details;
    details.reason = Reason::kCancelled;
    return MakeError(absl::StatusCode::kCancelled, "the call was cancelled or ran out of time", details);
  }
  if (IsConnectionLost(state) || state == "53300") {
    return Unavailable(Reason::kDatabaseUnavailable, "the database is not available at the moment; try again",
                       absl::Seconds(1));
  }
  if (state == "55P03") {
    return Unavailable(Reason::kDatabaseUnavailable, "what is needed is locked at the moment; try again",
                       absl::Seconds(1));
  }
  if (absl::StartsWith(state, "22")) return InvalidValue("a value is out of the range that can be stored");
  LogUnexpected(error);
  return Internal();
}

}  // namespace pipewright::postgres
