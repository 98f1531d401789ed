#include "infrastructure/postgres/connection/sqlstate.h"

#include <array>

#include "absl/strings/match.h"
#include "infrastructure/postgres/connection/database_error.h"

namespace pipewright::postgres {
namespace {

using enum SqlstateMeaning;

constexpr bool kEndsConnection = true;
constexpr bool kForOperator = true;

constexpr std::array kRules = {
    // Not errors at all.
    SqlstateRule{"00", kDefect, false, kForOperator},
    SqlstateRule{"01", kDefect, false, kForOperator},
    SqlstateRule{"02", kDefect, false, kForOperator},
    SqlstateRule{"03", kDefect, false, kForOperator},
    SqlstateRule{"08", kLost, kEndsConnection},
    SqlstateRule{"08001", kAway, kEndsConnection},
    SqlstateRule{"08004", kAway, kEndsConnection},
    // Statements and functions of ours that are wrong.
    SqlstateRule{"09", kDefect, false, kForOperator},
    SqlstateRule{"0A", kDefect, false, kForOperator},
    SqlstateRule{"0B", kDefect, false, kForOperator},
    SqlstateRule{"0F", kDefect, false, kForOperator},
    SqlstateRule{"0L", kDefect, false, kForOperator},
    SqlstateRule{"0P", kDefect, false, kForOperator},
    SqlstateRule{"0Z", kDefect, false, kForOperator},
    SqlstateRule{"20", kDefect, false, kForOperator},
    SqlstateRule{"21", kDefect, false, kForOperator},
    SqlstateRule{"22", kInvalidValue},
    SqlstateRule{"23", kDefect, false, kForOperator},
    SqlstateRule{"23001", kWrongReference},
    SqlstateRule{"23503", kWrongReference},
    SqlstateRule{"23505", kTaken},
    SqlstateRule{"23514", kRuleBroken},
    SqlstateRule{"23P01", kRuleBroken},
    SqlstateRule{"24", kDefect, false, kForOperator},
    SqlstateRule{"25", kDefect, false, kForOperator},
    // A standby, or a primary that was made read only. A new connection may lead to the one that writes.
    SqlstateRule{"25006", kAway, kEndsConnection},
    SqlstateRule{"25P03", kLost, kEndsConnection},
    SqlstateRule{"26", kDefect, false, kForOperator},
    SqlstateRule{"27", kDefect, false, kForOperator},
    // Roles, databases and files that somebody outside has changed under the server: back when they are.
    SqlstateRule{"28", kAway, kEndsConnection, kForOperator},
    SqlstateRule{"2B", kDefect, false, kForOperator},
    SqlstateRule{"2D", kDefect, false, kForOperator},
    SqlstateRule{"2F", kDefect, false, kForOperator},
    SqlstateRule{"34", kDefect, false, kForOperator},
    SqlstateRule{"38", kDefect, false, kForOperator},
    SqlstateRule{"39", kDefect, false, kForOperator},
    SqlstateRule{"3B", kDefect, false, kForOperator},
    SqlstateRule{"3D", kAway, kEndsConnection, kForOperator},
    SqlstateRule{"3F", kDefect, false, kForOperator},
    SqlstateRule{"40", kTryAgain},
    SqlstateRule{"40002", kDefect, false, kForOperator},
    // It may have come through, so it must not be tried again as it is.
    SqlstateRule{"40003", kLost, kEndsConnection},
    SqlstateRule{"42", kDefect, false, kForOperator},
    SqlstateRule{"44", kDefect, false, kForOperator},
    // The operator reads of it too: more room is theirs to give.
    SqlstateRule{"53", kNoRoom, false, kForOperator},
    SqlstateRule{"53300", kAway},
    // Our own limits should have refused it before.
    SqlstateRule{"54", kTooLarge, false, kForOperator},
    SqlstateRule{"55", kDefect, false, kForOperator},
    SqlstateRule{"55006", kLocked},
    SqlstateRule{"55P03", kLocked},
    SqlstateRule{"57", kAway},
    SqlstateRule{"57014", kStopped},
    // An operator, a crash or a limit ended a connection that there was; with 57P03 there was none.
    SqlstateRule{"57P", kLost, kEndsConnection},
    SqlstateRule{"57P03", kAway, kEndsConnection},
    // The disk, or files of PostgreSQL's that an upgrade has replaced under it.
    SqlstateRule{"58", kAway, kEndsConnection, kForOperator},
    SqlstateRule{"72", kTryAgain},
    SqlstateRule{"F0", kAway, kEndsConnection, kForOperator},
    SqlstateRule{"HV", kDefect, false, kForOperator},
    SqlstateRule{"P0", kDefect, false, kForOperator},
    // With its length: looking for the end of a named array isn't a constant for g++ 12 with UBSan.
    SqlstateRule{{kStaleVersion, sizeof kStaleVersion - 1}, kStale},
    SqlstateRule{"XX", kDefect, false, kForOperator},
};

constexpr SqlstateRule kUnknown = {"", kDefect, false, kForOperator};
constexpr SqlstateRule kBroken = {"", kLost, kEndsConnection};

}  // namespace

absl::Span<const SqlstateRule> SqlstateRules() { return kRules; }

const SqlstateRule& RuleOf(absl::string_view sqlstate) {
  if (sqlstate.empty()) return kBroken;
  const SqlstateRule* found = &kUnknown;
  for (const SqlstateRule& rule : kRules) {
    if (absl::StartsWith(sqlstate, rule.prefix) && rule.prefix.size() > found->prefix.size()) found = &rule;
  }
  return *found;
}

}  // namespace pipewright::postgres
