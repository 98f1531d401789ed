// Names that programs use: of custom fields, of steps.
#pragma once

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"

namespace pipewright {

inline constexpr size_t kMaxKeyLength = 63;

// Whether it is [a-z][a-z0-9_]{0,62}.
inline bool IsKey(absl::string_view text) {
  return !text.empty() && text.size() <= kMaxKeyLength && absl::ascii_islower(text[0]) &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '_'; });
}

}  // namespace pipewright
