// A filter that was checked: what stores compile and fakes evaluate. Every field is one of the catalog's and every
// literal has the field's type.
//
// Logic has two values. A test of a missing value is false (so its negation is true): -(amount > 5) finds the records
// without an amount too.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "application/shared/queries/field_catalog.h"
#include "domain/shared/uuid.h"

namespace pipewright::filter {

// kText, kEnum, kTextSet: std::string; kInt: int64_t; kMoney: int64_t, ten-thousandths; kBool: bool; kTime: absl::Time;
// kDate: absl::CivilDay; kId: Uuid.
using Literal = std::variant<std::monostate, std::string, int64_t, bool, absl::Time, absl::CivilDay, Uuid>;

enum class Test {
  kEqual,  // of a kTextSet: it has this one
  kLess,   // texts by the collation of the store: by their bytes, in the embedded one
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
  kMatches,  // kText: `pattern`; kTextSet: one of them does
  kPresent,  // there is a value; of a kText, one that is not empty; of a kTextSet, one at least
};

// A text with or without something around it.
struct TextPattern {
  std::string text;
  bool open_start = false;  // anything may stand before it
  bool open_end = false;    // anything may follow
  bool ignore_case = false;

  friend bool operator==(const TextPattern&, const TextPattern&) = default;
};

struct Condition {
  enum class Kind {
    kAll,   // every child holds; without children: always
    kAny,   // a child holds
    kNot,   // its one child does not
    kTest,  // a field
  };
  Kind kind = Kind::kAll;
  std::vector<Condition> children;
  // kTest. With a `reference` the field is one of the record that it leads to; where it leads to none that the caller
  // may read, the field is missing.
  std::string reference;
  std::string field;
  FieldType type = FieldType::kText;
  Test test = Test::kEqual;
  Literal literal;      // unless kMatches or kPresent
  TextPattern pattern;  // kMatches

  friend bool operator==(const Condition&, const Condition&) = default;
};

}  // namespace pipewright::filter
