// The ISO 4217 list of currencies in use.
#pragma once

#include <optional>

#include "absl/strings/string_view.h"

namespace pipewright {

// How many decimals amounts in the currency `code` (upper case) have; empty for a code that is not on the list. The
// list holds currencies and funds codes; metals, bond units and test codes, which have no decimals, are left out.
std::optional<int> CurrencyExponent(absl::string_view code);

}  // namespace pipewright
