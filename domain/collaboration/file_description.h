// What is said about a file beside its bytes.
#pragma once

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace pipewright::collaboration {

inline constexpr size_t kMaxFileNameLength = 255;  // code points
inline constexpr char kUnknownMediaType[] = "application/octet-stream";

// All of them: kInvalidArgument (no field named) says what is wrong.

// The name of a file without its folder, trimmed: 1 to kMaxFileNameLength code points, no separators of paths, no
// control characters and none that turn the direction of writing ("exe.fdp" must not look like "pdf.exe"), and not "."
// or "..".
absl::StatusOr<std::string> FileName(absl::string_view text);

// A type and a subtype as RFC 6838 allows them, in lower case: "image/svg+xml". No parameters.
absl::StatusOr<std::string> MediaType(absl::string_view text);

// A SHA-256 in hexadecimal, in lower case.
absl::StatusOr<std::string> Sha256Hex(absl::string_view text);

}  // namespace pipewright::collaboration
