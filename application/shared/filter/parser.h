// Reads a filter: the whole grammar of AIP-160 (https://google.aip.dev/160), and differences such as now() - days(3).
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "application/shared/filter/syntax.h"

namespace pipewright::filter {

// The tree of `text`; nullopt when it is empty or white space: everything fits. OR binds tighter than AND, and what
// stands side by side is joined by AND. INVALID_FILTER, with the position, for what is no filter or is beyond the
// limits in syntax.h.
absl::StatusOr<std::optional<Node>> Parse(absl::string_view text);

// The filter in one of the ways to write it: equal for texts that differ in white space, in the kind of quotes or in
// parentheses without a meaning. What is no filter stays as it is.
std::string NormalForm(absl::string_view text);

}  // namespace pipewright::filter
