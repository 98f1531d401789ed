// Cuts the text of a filter into tokens.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "application/shared/filter/syntax.h"

namespace pipewright::filter {

struct Token {
  enum class Kind {
    kText,  // bare or quoted: `value`
    kAnd,
    kOr,
    kNot,
    kComparator,
    kDot,
    kComma,
    kLeftParen,
    kRightParen,
    kMinus,
    kPlus,
    kEnd,
  };
  Kind kind = Kind::kEnd;
  Value value;  // kText, and the keywords as written
  Comparator comparator = Comparator::kEqual;
  size_t position = 0;
  bool space_before = false;
};

// The tokens of `text`, the last one kEnd. INVALID_FILTER for an open quote, an unknown escape, a stray character.
absl::StatusOr<std::vector<Token>> Tokenize(absl::string_view text);

}  // namespace pipewright::filter
