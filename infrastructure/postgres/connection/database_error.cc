#include "infrastructure/postgres/connection/database_error.h"

#include <cstdio>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "domain/shared/errors.h"
#include "infrastructure/postgres/connection/resource_names.h"
#include "infrastructure/postgres/connection/sqlstate.h"

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

absl::Status TooLarge() {
  ErrorDetails details;
  details.reason = Reason::kTooLarge;
  return MakeError(absl::StatusCode::kInvalidArgument,
                   "the request holds a value, or asks for so much at once, that the database can't take it: ask for "
                   "less at a time",
                   details);
}

absl::Status Stopped() {
  ErrorDetails details;
  details.reason = Reason::kCancelled;
  return MakeError(absl::StatusCode::kCancelled, "the call was cancelled or ran out of time", details);
}

absl::Status NoRoom() {
  ErrorDetails details;
  details.reason = Reason::kDatabaseUnavailable;
  details.retry_delay = absl::Seconds(2);
  return MakeError(absl::StatusCode::kResourceExhausted,
                   "the database has no room left; nothing was changed. Its operator has to make some; try again then",
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

bool IsConnectionLost(absl::string_view sqlstate) { return RuleOf(sqlstate).ends_connection; }

bool IsRetryable(const DatabaseError& error) {
  return RuleOf(error.sqlstate).meaning == SqlstateMeaning::kTryAgain ||
         (error.sqlstate == "23505" && error.constraint == kIdempotencyConstraint);
}

bool IsRetryable(const absl::Status& status) { return status.GetPayload(kRetryableUrl).has_value(); }

absl::Status ToStatus(const DatabaseError& error) {
  if (IsRetryable(error)) return MarkRetryable(ConcurrentChange());
  const SqlstateRule& rule = RuleOf(error.sqlstate);
  if (rule.for_operator) LogUnexpected(error);
  switch (rule.meaning) {
    case SqlstateMeaning::kInvalidValue:
      return InvalidValue("a value is out of the range that can be stored");
    case SqlstateMeaning::kTooLarge:
      return TooLarge();
    case SqlstateMeaning::kTaken:
      return UniqueViolation(error);
    case SqlstateMeaning::kWrongReference:
      return ForeignKeyViolation(error);
    case SqlstateMeaning::kRuleBroken:
      return FailedPrecondition(Reason::kConstraintViolated, ResourceOf(error.table),
                                absl::StrCat("the change breaks the rule ", error.constraint));
    case SqlstateMeaning::kStale:
      return StaleVersion(error);
    case SqlstateMeaning::kStopped:
      return Stopped();
    case SqlstateMeaning::kLocked:
      return Unavailable(Reason::kDatabaseUnavailable, "what is needed is locked at the moment; try again",
                         absl::Seconds(1));
    case SqlstateMeaning::kAway:
      return Unavailable(Reason::kDatabaseUnavailable, "the database is not available at the moment; try again",
                         absl::Seconds(1));
    case SqlstateMeaning::kLost:
      return Unavailable(Reason::kDatabaseConnectionLost,
                         "the connection to the database was lost during the call: a change may have been made or not. "
                         "Try again; a change with the same request_id is made once",
                         absl::Seconds(1));
    case SqlstateMeaning::kNoRoom:
      return NoRoom();
    case SqlstateMeaning::kTryAgain:  // above
    case SqlstateMeaning::kDefect:
      break;
  }
  return Internal();
}

}  // namespace pipewright::postgres
