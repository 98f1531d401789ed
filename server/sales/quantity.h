// Quantities as decimal numbers in text: exact, and the same in every language.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace pipewright::sales {

// "1.5" → 15,000 ten-thousandths. At most 4 decimals and 12 digits before the point; no sign, no exponent.
absl::StatusOr<int64_t> ParseQuantity(absl::string_view text);

// 15,000 → "1.5".
std::string QuantityText(int64_t e4);

}  // namespace pipewright::sales
