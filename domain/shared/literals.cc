#include "domain/shared/literals.h"

#include <algorithm>
#include <limits>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace pipewright {
namespace {

constexpr uint64_t kScale = 10'000;
constexpr size_t kDecimals = 4;
constexpr size_t kMaxDigits = 24;  // far beyond int64, within int128

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool AreDigits(absl::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), IsDigit); }
bool IsUsualYear(int64_t year) { return year >= 1 && year <= 9999; }

}  // namespace

std::optional<int64_t> ParseTenThousandths(absl::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  const size_t dot = text.find('.');
  const absl::string_view whole = text.substr(0, dot);
  const absl::string_view decimals = dot == absl::string_view::npos ? absl::string_view() : text.substr(dot + 1);
  if (!AreDigits(whole) || whole.size() > kMaxDigits) return std::nullopt;
  if (dot != absl::string_view::npos && (!AreDigits(decimals) || decimals.size() > kDecimals)) return std::nullopt;
  absl::int128 value = 0;
  for (const char c : whole) value = value * 10 + (c - '0');
  for (size_t i = 0; i < kDecimals; ++i) value = value * 10 + (i < decimals.size() ? decimals[i] - '0' : 0);
  if (negative) value = -value;
  if (value < std::numeric_limits<int64_t>::min() || value > std::numeric_limits<int64_t>::max()) return std::nullopt;
  return static_cast<int64_t>(value);
}

std::string TenThousandthsText(int64_t e4) {
  const absl::int128 wide = e4;
  const auto magnitude = static_cast<uint64_t>(wide < 0 ? -wide : wide);
  std::string text = absl::StrCat(e4 < 0 ? "-" : "", magnitude / kScale);
  if (magnitude % kScale == 0) return text;
  absl::StrAppend(&text, ".", absl::StrFormat("%04d", magnitude % kScale));
  while (text.back() == '0') text.pop_back();
  return text;
}

std::optional<absl::CivilDay> ParseDate(absl::string_view text) {
  absl::CivilDay day;
  if (!absl::ParseCivilTime(text, &day) || !IsUsualYear(day.year())) return std::nullopt;
  // The library takes 2026-1-3 and spaces as well.
  if (text.size() != 10 || absl::FormatCivilTime(day) != std::string(text)) return std::nullopt;
  return day;
}

}  // namespace pipewright
