// Values as people write them in filters, cells and custom fields.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace pipewright {

// A decimal number with at most four decimals, in ten-thousandths: "-12.5" is -125,000. Nullopt for anything else or
// when it is too large.
std::optional<int64_t> ParseTenThousandths(absl::string_view text);

// The reverse, without zeros at the end: "-12.5", "3".
std::string TenThousandthsText(int64_t e4);

// "2026-01-31", of the years 1 to 9999.
std::optional<absl::CivilDay> ParseDate(absl::string_view text);

}  // namespace pipewright
