// How many records a page of a list has.
#pragma once

#include <algorithm>

#include "absl/status/statusor.h"
#include "domain/shared/errors.h"

namespace pipewright {

inline constexpr int kDefaultPageSize = 50;
inline constexpr int kMaxPageSize = 1000;

// `asked`: as it came in, 0 when nothing was said; beyond kMaxPageSize it means that. kInvalidArgument naming page_size
// when it is negative.
inline absl::StatusOr<int> PageSizeOf(int asked) {
  if (asked < 0) return InvalidField("page_size", "must not be negative");
  return asked == 0 ? kDefaultPageSize : std::min(asked, kMaxPageSize);
}

}  // namespace pipewright
