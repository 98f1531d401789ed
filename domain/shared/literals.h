// Values as people write them in filters, cells and custom fields.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace pipewright {

// A decimal number with at most so many decimals (18 at most), in units of the last of them: "-12.5" with four is
// -125,000. Nullopt for anything else or when it is too large.
std::optional<int64_t> ParseDecimal(absl::string_view text, int decimals);

// The reverse, without zeros at the end: "-12.5", "3".
std::string DecimalText(int64_t value, int decimals);

// The same with four decimals.
std::optional<int64_t> ParseTenThousandths(absl::string_view text);
std::string TenThousandthsText(int64_t e4);

// "2026-01-31", of the years 1 to 9999.
std::optional<absl::CivilDay> ParseDate(absl::string_view text);

}  // namespace pipewright
