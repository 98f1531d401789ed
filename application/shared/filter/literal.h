// Reads the values that stand in filters; numbers and dates as everywhere (domain/shared/literals.h).
#pragma once

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "domain/shared/literals.h"

namespace pipewright::filter {

// RFC 3339, seconds and their fraction optional, of the years 1 to 9999: "2026-01-31T09:00:00Z".
std::optional<absl::Time> ParseTime(absl::string_view text);

}  // namespace pipewright::filter
