// How records of a kind are numbered for people: "ACC-000123".
#pragma once

#include <cstdint>
#include <string>

#include "domain/shared/record_kind.h"

namespace pipewright {

struct CodeFormat {
  std::string prefix;  // "ACC-"; doesn't end in a digit, so that different numbers never give the same code
  int64_t width = 6;   // the number has leading zeros up to so many digits; a longer one has all of its own

  // `number` is not negative.
  std::string Write(int64_t number) const;

  friend bool operator==(const CodeFormat&, const CodeFormat&) = default;
};

// What a tenant has that chose nothing else. `kind` has KindRole::kHasCode.
CodeFormat BuiltInCodeFormat(RecordKind kind);

}  // namespace pipewright
