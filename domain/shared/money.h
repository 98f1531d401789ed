// Exact money: an ISO 4217 currency and a whole number of ten-thousandths of its unit. Never a float.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace pipewright {

// An ISO 4217 currency in use, by its three-letter code.
class Currency {
 public:
  Currency() = default;  // no currency; only for containers
  // kInvalidArgument unless `code` is an upper-case code of the ISO 4217 list.
  static absl::StatusOr<Currency> Parse(absl::string_view code);
  const std::string& code() const { return code_; }
  // Digits after the decimal point that amounts in it may have (JPY 0, EUR 2, KWD 3, CLF 4).
  int exponent() const { return exponent_; }
  friend auto operator<=>(const Currency& a, const Currency& b) { return a.code_ <=> b.code_; }
  friend bool operator==(const Currency& a, const Currency& b) { return a.code_ == b.code_; }

 private:
  Currency(std::string code, int exponent) : code_(std::move(code)), exponent_(exponent) {}
  std::string code_;
  int exponent_ = 0;
};

// A share in hundredths of a percent, 0 to 100 %: discounts, splits.
class Percentage {
 public:
  Percentage() = default;
  static absl::StatusOr<Percentage> OfBasisPoints(int64_t basis_points);
  int64_t basis_points() const { return basis_points_; }
  friend auto operator<=>(const Percentage&, const Percentage&) = default;

 private:
  explicit Percentage(int64_t basis_points) : basis_points_(basis_points) {}
  int64_t basis_points_ = 0;
};

// A chance in whole percent, 0 to 100.
class Probability {
 public:
  Probability() = default;
  static absl::StatusOr<Probability> Of(int64_t percent);
  int percent() const { return percent_; }
  friend auto operator<=>(const Probability&, const Probability&) = default;

 private:
  explicit Probability(int percent) : percent_(percent) {}
  int percent_ = 0;
};

// What one unit of a currency is worth in another one: more than 0, less than 1,000,000,000, with at most 9 decimals.
// Exact: a whole number of billionths.
class Rate {
 public:
  static constexpr int kDecimals = 9;

  Rate() = default;  // 1
  // "1.0842"; kInvalidArgument.
  static absl::StatusOr<Rate> Parse(absl::string_view text);
  int64_t e9() const { return e9_; }
  // Without zeros at the end.
  std::string ToString() const;
  friend auto operator<=>(const Rate&, const Rate&) = default;

 private:
  explicit Rate(int64_t e9) : e9_(e9) {}
  int64_t e9_ = 1'000'000'000;
};

class Money {
 public:
  static constexpr int64_t kScale = 10'000;

  Money() = default;  // nothing, in no currency; only for containers

  // `e4`: ten-thousandths of the currency's unit, any sign. kInvalidArgument when it has more decimals than the
  // currency.
  static absl::StatusOr<Money> Of(Currency currency, int64_t e4);

  // google.type.Money's halves: whole units and nanos of the same sign. kInvalidArgument on overflow or too many
  // decimals.
  static absl::StatusOr<Money> FromUnitsAndNanos(absl::string_view currency_code, int64_t units, int32_t nanos);

  const Currency& currency() const { return currency_; }
  int64_t e4() const { return e4_; }
  bool is_negative() const { return e4_ < 0; }

  // kInvalidArgument on overflow, kFailedPrecondition/CURRENCY_MISMATCH for two currencies.
  absl::StatusOr<Money> Plus(const Money& other) const;
  // Times quantity_e4 / 10,000; rounds half away from zero to the currency's decimals. kInvalidArgument on overflow.
  absl::StatusOr<Money> Times(int64_t quantity_e4) const;
  // What it is worth in `currency`, of which `rate` is one unit of its own; rounds half away from zero to that
  // currency's decimals. kInvalidArgument on overflow.
  absl::StatusOr<Money> Converted(const Currency& currency, const Rate& rate) const;
  // The share of it; rounds half away from zero to the currency's decimals. Can't overflow.
  Money Share(Probability probability) const;
  Money Share(Percentage percentage) const;
  // The part numerator / denominator of it: 0 <= numerator <= denominator, 0 < denominator. As Share.
  Money Part(int64_t numerator, int64_t denominator) const;

  // "1234.50 EUR", with the currency's decimals.
  std::string ToString() const;

  friend bool operator==(const Money&, const Money&) = default;

 private:
  Money(Currency currency, int64_t e4) : currency_(std::move(currency)), e4_(e4) {}
  Currency currency_;
  int64_t e4_ = 0;
};

}  // namespace pipewright
