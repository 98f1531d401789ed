#include "domain/shared/money.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <optional>
#include <utility>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "domain/shared/currency_table.h"
#include "domain/shared/errors.h"
#include "domain/shared/literals.h"
#include "domain/shared/status_macros.h"

namespace pipewright {
namespace {

constexpr int64_t kNanosPerTenThousandth = 100'000;
constexpr int kDecimals = 4;  // of kScale

// The smallest amount of a currency with that many decimals, in ten-thousandths.
int64_t StepOf(int exponent) {
  int64_t step = 1;
  for (int i = exponent; i < kDecimals; ++i) step *= 10;
  return step;
}

bool Fits(absl::int128 value) {
  return value >= std::numeric_limits<int64_t>::min() && value <= std::numeric_limits<int64_t>::max();
}

// The nearest multiple of `step` to numerator / denominator, half away from zero. Both must be positive.
absl::int128 RoundedQuotient(absl::int128 numerator, int64_t denominator, int64_t step) {
  const absl::int128 unit = absl::int128(denominator) * step;
  const bool negative = numerator < 0;
  const absl::int128 magnitude = negative ? -numerator : numerator;
  const absl::int128 steps = (magnitude + unit / 2) / unit;
  return (negative ? -steps : steps) * step;
}

absl::Status TooLarge() { return InvalidValue("is larger than an amount can be (about ±922 trillion)"); }

}  // namespace

absl::StatusOr<Currency> Currency::Parse(absl::string_view code) {
  const auto exponent = CurrencyExponent(code);
  if (!exponent.has_value()) return InvalidValue("must be a currency code of ISO 4217 such as EUR");
  return Currency(std::string(code), *exponent);
}

absl::StatusOr<Percentage> Percentage::OfBasisPoints(int64_t basis_points) {
  if (basis_points < 0 || basis_points > 10'000) return InvalidValue("must be from 0 to 100 percent");
  return Percentage(basis_points);
}

absl::StatusOr<Probability> Probability::Of(int64_t percent) {
  if (percent < 0 || percent > 100) return InvalidValue("must be from 0 to 100");
  return Probability(static_cast<int>(percent));
}

absl::StatusOr<Rate> Rate::Parse(absl::string_view text) {
  constexpr int64_t kTooMuch = 1'000'000'000'000'000'000;  // a billion
  const std::optional<int64_t> e9 = ParseDecimal(text, kDecimals);
  if (e9.has_value() && *e9 > 0 && *e9 < kTooMuch) return Rate(*e9);
  return InvalidValue("must be a decimal number with at most 9 decimals, more than 0 and less than 1,000,000,000");
}

std::string Rate::ToString() const { return DecimalText(e9_, kDecimals); }

absl::StatusOr<Money> Money::Of(Currency currency, int64_t e4) {
  if (currency.code().empty()) return InvalidValue("must have a currency");
  if (e4 % StepOf(currency.exponent()) != 0) {
    return InvalidValue(absl::StrCat("must have at most ", currency.exponent(), " decimals in ", currency.code()));
  }
  return Money(std::move(currency), e4);
}

absl::StatusOr<Money> Money::FromUnitsAndNanos(absl::string_view currency_code, int64_t units, int32_t nanos) {
  auto currency = Currency::Parse(currency_code);
  if (!currency.ok()) {
    Violations violations;
    violations.Note("currency_code", currency.status());
    return violations.ToStatus();
  }
  if (nanos <= -1'000'000'000 || nanos >= 1'000'000'000) {
    return InvalidField("nanos", "must be between -999,999,999 and 999,999,999");
  }
  if ((units > 0 && nanos < 0) || (units < 0 && nanos > 0)) {
    return InvalidField("nanos", "must have the same sign as units");
  }
  if (nanos % kNanosPerTenThousandth != 0) {
    return InvalidField("nanos", absl::StrCat("must be an amount with at most ", currency->exponent(), " decimals in ",
                                              currency->code()));
  }
  const absl::int128 e4 = absl::int128(units) * kScale + nanos / kNanosPerTenThousandth;
  if (!Fits(e4)) return TooLarge();
  return Of(*std::move(currency), static_cast<int64_t>(e4));
}

absl::StatusOr<Money> Money::Plus(const Money& other) const {
  if (currency_ != other.currency_) {
    return FailedPrecondition(
        Reason::kCurrencyMismatch, "",
        absl::StrCat("amounts in ", currency_.code(), " and ", other.currency_.code(), " can't be added up"));
  }
  const absl::int128 sum = absl::int128(e4_) + other.e4_;
  if (!Fits(sum)) return TooLarge();
  return Money(currency_, static_cast<int64_t>(sum));
}

absl::StatusOr<Money> Money::Times(int64_t quantity_e4) const {
  const absl::int128 product = RoundedQuotient(absl::int128(e4_) * quantity_e4, kScale, StepOf(currency_.exponent()));
  if (!Fits(product)) return TooLarge();
  return Money(currency_, static_cast<int64_t>(product));
}

absl::StatusOr<Money> Money::Converted(const Currency& currency, const Rate& rate) const {
  constexpr int64_t kBillion = 1'000'000'000;
  const absl::int128 worth = RoundedQuotient(absl::int128(e4_) * rate.e9(), kBillion, StepOf(currency.exponent()));
  if (!Fits(worth)) return TooLarge();
  return Money(currency, static_cast<int64_t>(worth));
}

Money Money::Share(Probability probability) const {
  const absl::int128 share =
      RoundedQuotient(absl::int128(e4_) * probability.percent(), 100, StepOf(currency_.exponent()));
  return Money(currency_, static_cast<int64_t>(share));
}

Money Money::Share(Percentage percentage) const {
  const absl::int128 share =
      RoundedQuotient(absl::int128(e4_) * percentage.basis_points(), 10'000, StepOf(currency_.exponent()));
  return Money(currency_, static_cast<int64_t>(share));
}

Money Money::Part(int64_t numerator, int64_t denominator) const {
  const absl::int128 part = RoundedQuotient(absl::int128(e4_) * numerator, denominator, StepOf(currency_.exponent()));
  return Money(currency_, static_cast<int64_t>(part));
}

std::string Money::ToString() const {
  const absl::int128 wide = e4_;
  const auto magnitude = static_cast<uint64_t>(wide < 0 ? -wide : wide);
  std::string text = absl::StrCat(e4_ < 0 ? "-" : "", magnitude / kScale);
  if (currency_.exponent() > 0) {
    const uint64_t decimals = magnitude % kScale / static_cast<uint64_t>(StepOf(currency_.exponent()));
    absl::StrAppend(&text, ".", absl::StrFormat("%0*d", currency_.exponent(), decimals));
  }
  if (!currency_.code().empty()) absl::StrAppend(&text, " ", currency_.code());
  return text;
}

}  // namespace pipewright
