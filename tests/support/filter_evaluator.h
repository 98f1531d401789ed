// The meaning of a checked filter, on values in memory: what stores are compared with, and what fakes use.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <variant>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "application/shared/filter/condition.h"

namespace pipewright::filter {

// A field's value; monostate when it is missing. Sets are kTextSet's, everything else as in Literal.
using FieldValue =
    std::variant<std::monostate, std::string, int64_t, bool, absl::Time, absl::CivilDay, Uuid, std::set<std::string>>;
// By the field's name; those of a record that a reference leads to as "company.industry", if there is one to be seen.
using FakeRecord = std::map<std::string, FieldValue>;

inline bool MatchesPattern(const TextPattern& pattern, const std::string& value) {
  const std::string text = pattern.ignore_case ? absl::AsciiStrToLower(value) : value;
  const std::string wanted = pattern.ignore_case ? absl::AsciiStrToLower(pattern.text) : pattern.text;
  if (pattern.open_start && pattern.open_end) return absl::StrContains(text, wanted);
  if (pattern.open_start) return absl::EndsWith(text, wanted);
  if (pattern.open_end) return absl::StartsWith(text, wanted);
  return text == wanted;
}

template <class T>
bool Compare(Test test, const T& value, const T& literal) {
  switch (test) {
    case Test::kEqual:
      return value == literal;
    case Test::kLess:
      return value < literal;
    case Test::kLessOrEqual:
      return value <= literal;
    case Test::kGreater:
      return value > literal;
    case Test::kGreaterOrEqual:
      return value >= literal;
    default:
      return false;
  }
}

inline bool Holds(const Condition& condition, const FakeRecord& record) {
  const auto holds = [&](const Condition& child) { return Holds(child, record); };
  switch (condition.kind) {
    case Condition::Kind::kAll:
      return std::all_of(condition.children.begin(), condition.children.end(), holds);
    case Condition::Kind::kAny:
      return std::any_of(condition.children.begin(), condition.children.end(), holds);
    case Condition::Kind::kNot:
      return !holds(condition.children.front());
    case Condition::Kind::kTest:
      break;
  }
  const auto entry =
      record.find(condition.reference.empty() ? condition.field : condition.reference + "." + condition.field);
  if (entry == record.end() || std::holds_alternative<std::monostate>(entry->second)) return false;
  const FieldValue& value = entry->second;
  if (const auto* set = std::get_if<std::set<std::string>>(&value)) {
    return std::any_of(set->begin(), set->end(), [&](const std::string& element) {
      if (condition.test == Test::kPresent) return true;
      if (condition.test == Test::kMatches) return MatchesPattern(condition.pattern, element);
      return element == std::get<std::string>(condition.literal);
    });
  }
  const auto* text = std::get_if<std::string>(&value);
  if (condition.test == Test::kPresent) return text == nullptr || !text->empty();
  if (condition.test == Test::kMatches) return MatchesPattern(condition.pattern, *text);
  if (text != nullptr) return Compare(condition.test, *text, std::get<std::string>(condition.literal));
  if (const auto* number = std::get_if<int64_t>(&value)) {
    return Compare(condition.test, *number, std::get<int64_t>(condition.literal));
  }
  if (const auto* flag = std::get_if<bool>(&value)) {
    return Compare(condition.test, *flag, std::get<bool>(condition.literal));
  }
  if (const auto* time = std::get_if<absl::Time>(&value)) {
    return Compare(condition.test, *time, std::get<absl::Time>(condition.literal));
  }
  if (const auto* day = std::get_if<absl::CivilDay>(&value)) {
    return Compare(condition.test, *day, std::get<absl::CivilDay>(condition.literal));
  }
  return Compare(condition.test, std::get<Uuid>(value), std::get<Uuid>(condition.literal));
}

}  // namespace pipewright::filter
