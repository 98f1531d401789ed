// The errors of filters.
#pragma once

#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace pipewright::filter {

// kInvalidArgument / INVALID_FILTER about the byte at `offset` of `text`. It is told to people as the number of the
// character, from 1, in the message and in the metadata "position".
absl::Status FilterError(absl::string_view text, size_t offset, absl::string_view description);

}  // namespace pipewright::filter
