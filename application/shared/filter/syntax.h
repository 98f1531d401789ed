// A filter as it is written: the tree of the AIP-160 grammar, before any field is known. Every part knows where it
// stands in the text (a byte offset), so that errors can point at it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace pipewright::filter {

// Limits of one filter; a longer or deeper one is refused.
inline constexpr size_t kMaxLength = 8000;  // bytes
inline constexpr int kMaxDepth = 20;        // nested parentheses
inline constexpr int kMaxComparisons = 100;

// Text as written, quoted or bare, with its escapes resolved.
struct Value {
  std::string text;
  bool quoted = false;
  std::vector<size_t> stars;  // where `text` has a "*" that was not escaped: wildcards
  size_t position = 0;

  friend bool operator==(const Value& a, const Value& b) {
    return a.text == b.text && a.quoted == b.quoted && a.stars == b.stars;
  }
};

enum class Comparator { kEqual, kNotEqual, kLess, kLessOrEqual, kGreater, kGreaterOrEqual, kHas };

struct Node;

// What stands on one side of a comparison, or among a function's arguments.
struct Operand {
  enum class Kind {
    kMember,     // path: a value or a field, dotted: OPEN, 2.5, amount.currency_code
    kCall,       // path: the function's name; operands: its arguments: now()
    kSum,        // operands: two calls: now() - days(3)
    kComposite,  // composite: one node whose leaves are bare values: (OPEN OR WON)
  };
  Kind kind = Kind::kMember;
  std::vector<Value> path;
  bool negative = false;  // kMember: a minus before a number; kSum: a difference
  std::vector<Operand> operands;
  std::vector<Node> composite;
  size_t position = 0;
};

// A condition.
struct Node {
  enum class Kind { kAnd, kOr, kNot, kComparison };
  Kind kind = Kind::kAnd;
  std::vector<Node> children;  // kAnd, kOr: at least two; kNot: one
  // kComparison. Without a comparator it is a bare value: (OPEN OR WON) has two of them.
  Operand left;
  std::optional<Comparator> comparator;
  std::optional<Operand> right;
  size_t position = 0;
};

// A member as written: "amount.currency_code", "-2.5".
std::string PathText(const Operand& member);
// Whether a member has wildcards; whether it is one and nothing else.
bool HasStars(const Operand& member);
bool IsBareStar(const Operand& operand);

// Equal but for positions.
bool operator==(const Operand& a, const Operand& b);
bool operator==(const Node& a, const Node& b);

// "<=", ":".
absl::string_view ComparatorText(Comparator comparator);

// Writes it so that parsing gives an equal tree.
std::string ToText(const Node& node);

}  // namespace pipewright::filter
