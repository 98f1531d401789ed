// Checked text. The adapter has already refused NUL and control characters (but tab and line breaks) and normalised to
// NFC; here lengths are checked, in code points.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace pipewright {

// Limits of the common kinds of text, in code points.
inline constexpr size_t kMaxNameLength = 200;
inline constexpr size_t kMaxTitleLength = 300;
inline constexpr size_t kMaxShortTextLength = 1000;
inline constexpr size_t kMaxLongTextLength = 65536;

// The number of code points of valid UTF-8.
size_t CodePoints(absl::string_view text);

// Trims white space; then 1 to `max` code points, else kInvalidArgument.
absl::StatusOr<std::string> RequiredText(absl::string_view text, size_t max);

// Trims white space; then 0 to `max` code points.
absl::StatusOr<std::string> OptionalText(absl::string_view text, size_t max);

// A set of short texts: each 1–50 code points, at most 50 of them; trimmed, sorted, without doubles.
absl::StatusOr<std::vector<std::string>> TextSet(const std::vector<std::string>& texts);

// A tag set: the same in lower case, since "VIP" and "vip" are one tag.
absl::StatusOr<std::vector<std::string>> Tags(const std::vector<std::string>& tags);

// An http or https URL of at most 2,000 code points, trimmed.
absl::StatusOr<std::string> HttpUrl(absl::string_view text);

}  // namespace pipewright
