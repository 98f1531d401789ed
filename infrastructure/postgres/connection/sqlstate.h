// What each SQLSTATE means to a call: the one table of them.
#pragma once

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace pipewright::postgres {

enum class SqlstateMeaning {
  kDefect,          // our SQL, our schema or PostgreSQL itself is wrong: INTERNAL
  kInvalidValue,    // a value can't be stored: INVALID_ARGUMENT
  kTooLarge,        // a value or a statement is larger than PostgreSQL takes: INVALID_ARGUMENT
  kTaken,           // ALREADY_EXISTS
  kWrongReference,  // FAILED_PRECONDITION, of the record that refers or of the one that is referred to
  kRuleBroken,      // FAILED_PRECONDITION
  kStale,           // ABORTED
  kTryAgain,        // ABORTED; the transaction may be tried again as it is
  kStopped,         // the statement was cancelled, or had its time: CANCELLED
  kLocked,          // UNAVAILABLE
  kAway,            // the database can't serve now: UNAVAILABLE
  kLost,            // the connection ended under the statement, which may have been done: UNAVAILABLE
  kNoRoom,          // no disk or memory left: RESOURCE_EXHAUSTED
};

struct SqlstateRule {
  absl::string_view prefix;  // a class ("53") or one of its codes ("53100"), which wins over its class
  SqlstateMeaning meaning = SqlstateMeaning::kDefect;
  bool ends_connection = false;  // the connection, and others like it, are of no more use
  bool for_operator = false;     // a person has to look: logged, whatever the caller is told
};

// Every class that PostgreSQL 15 knows is there.
absl::Span<const SqlstateRule> SqlstateRules();

// The rule of a code; of one whose class isn't there, that of a defect. An empty code is that of a connection that
// broke without a word.
const SqlstateRule& RuleOf(absl::string_view sqlstate);

}  // namespace pipewright::postgres
