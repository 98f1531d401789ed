#include "server/sales/quantity.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "domain/shared/errors.h"

namespace pipewright::sales {
namespace {

constexpr size_t kDecimals = 4;
constexpr size_t kMaxWholeDigits = 12;
constexpr int64_t kOne = 10'000;

bool AllDigits(absl::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); });
}

}  // namespace

absl::StatusOr<int64_t> ParseQuantity(absl::string_view text) {
  const size_t point = text.find('.');
  const absl::string_view whole = text.substr(0, point);
  const absl::string_view decimals = point == absl::string_view::npos ? absl::string_view() : text.substr(point + 1);
  const bool dangling = point != absl::string_view::npos && decimals.empty();
  if (whole.empty() || whole.size() > kMaxWholeDigits || decimals.size() > kDecimals || dangling || !AllDigits(whole) ||
      !AllDigits(decimals)) {
    return InvalidValue("must be a decimal number with at most 4 decimals, such as \"1.5\"");
  }
  int64_t e4 = 0;
  const std::string digits = absl::StrCat(whole, decimals, std::string(kDecimals - decimals.size(), '0'));
  if (!absl::SimpleAtoi(digits, &e4)) return InvalidValue("is too large");
  return e4;
}

std::string QuantityText(int64_t e4) {
  if (e4 % kOne == 0) return absl::StrCat(e4 / kOne);
  const std::string text = absl::StrFormat("%d.%04d", e4 / kOne, e4 % kOne);
  return text.substr(0, text.find_last_not_of('0') + 1);
}

}  // namespace pipewright::sales
