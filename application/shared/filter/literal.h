// Reads the values that stand in filters.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace pipewright::filter {

// A decimal number with at most four decimals, in ten-thousandths: "-12.5" is -125,000. Nullopt for anything else or
// when it is too large.
std::optional<int64_t> ParseTenThousandths(absl::string_view text);

// "2026-01-31", of the years 1 to 9999.
std::optional<absl::CivilDay> ParseDate(absl::string_view text);

// RFC 3339, seconds and their fraction optional, of the years 1 to 9999: "2026-01-31T09:00:00Z".
std::optional<absl::Time> ParseTime(absl::string_view text);

}  // namespace pipewright::filter
