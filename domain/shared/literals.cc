#include "domain/shared/literals.h"

#include <algorithm>
#include <limits>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace pipewright {
namespace {

constexpr int kTenThousandths = 4;
constexpr size_t kMaxDigits = 20;  // beyond int64, and with 18 decimals within int128

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool AreDigits(absl::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), IsDigit); }
bool IsUsualYear(int64_t year) { return year >= 1 && year <= 9999; }

}  // namespace

std::optional<int64_t> ParseDecimal(absl::string_view text, int decimals) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  const size_t dot = text.find('.');
  const absl::string_view whole = text.substr(0, dot);
  const absl::string_view rest = dot == absl::string_view::npos ? absl::string_view() : text.substr(dot + 1);
  const auto places = static_cast<size_t>(decimals);
  if (!AreDigits(whole) || whole.size() > kMaxDigits) return std::nullopt;
  if (dot != absl::string_view::npos && (!AreDigits(rest) || rest.size() > places)) return std::nullopt;
  absl::int128 value = 0;
  for (const char c : whole) value = value * 10 + (c - '0');
  for (size_t i = 0; i < places; ++i) value = value * 10 + (i < rest.size() ? rest[i] - '0' : 0);
  if (negative) value = -value;
  if (value < std::numeric_limits<int64_t>::min() || value > std::numeric_limits<int64_t>::max()) return std::nullopt;
  return static_cast<int64_t>(value);
}

std::string DecimalText(int64_t value, int decimals) {
  uint64_t scale = 1;
  for (int i = 0; i < decimals; ++i) scale *= 10;
  const absl::int128 wide = value;
  const auto magnitude = static_cast<uint64_t>(wide < 0 ? -wide : wide);
  std::string text = absl::StrCat(value < 0 ? "-" : "", magnitude / scale);
  if (magnitude % scale == 0) return text;
  absl::StrAppend(&text, ".", absl::StrFormat("%0*d", decimals, magnitude % scale));
  while (text.back() == '0') text.pop_back();
  return text;
}

std::optional<int64_t> ParseTenThousandths(absl::string_view text) { return ParseDecimal(text, kTenThousandths); }

std::string TenThousandthsText(int64_t e4) { return DecimalText(e4, kTenThousandths); }

std::optional<absl::CivilDay> ParseDate(absl::string_view text) {
  absl::CivilDay day;
  if (!absl::ParseCivilTime(text, &day) || !IsUsualYear(day.year())) return std::nullopt;
  // The library takes 2026-1-3 and spaces as well.
  if (text.size() != 10 || absl::FormatCivilTime(day) != std::string(text)) return std::nullopt;
  return day;
}

}  // namespace pipewright
