#include "domain/shared/money.h"

#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>
#include <cstdint>
#include <limits>

#include "tests/support/status_matchers.h"

namespace pipewright {
namespace {

Currency In(absl::string_view code) { return Currency::Parse(code).value(); }
Money Of(absl::string_view code, int64_t e4) { return Money::Of(In(code), e4).value(); }

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

// An amount with at most the two decimals of EUR.
rc::Gen<Money> AnyEuros() {
  return rc::gen::map(rc::gen::inRange<int64_t>(-kMax / 100, kMax / 100),
                      [](int64_t cents) { return Of("EUR", cents / 100 * 100 * 100); });
}

TEST_CASE("a currency is one of ISO 4217's, in upper case, and knows its decimals") {
  CHECK(In("EUR").exponent() == 2);
  CHECK(In("JPY").exponent() == 0);
  CHECK(In("ISK").exponent() == 0);
  CHECK(In("KWD").exponent() == 3);
  CHECK(In("CLF").exponent() == 4);
  for (const char* wrong : {"", "eur", "EU", "EURO", "ZZZ", "XXX", "DEM"}) {
    INFO(wrong);
    CHECK(Currency::Parse(wrong).status().code() == absl::StatusCode::kInvalidArgument);
  }
}

TEST_CASE("an amount has no more decimals than its currency") {
  CHECK(Money::Of(In("EUR"), 12'300).ok());
  CHECK_FALSE(Money::Of(In("EUR"), 12'345).ok());
  CHECK(Money::Of(In("CLF"), 12'345).ok());
  CHECK_FALSE(Money::Of(In("KWD"), 12'345).ok());
  CHECK(Money::Of(In("KWD"), 12'340).ok());
  CHECK_FALSE(Money::Of(In("JPY"), 5'000).ok());
  CHECK_FALSE(Money::Of(Currency(), 0).ok());
}

TEST_CASE("units and nanos become one exact number") {
  CHECK(Money::FromUnitsAndNanos("EUR", 1, 500'000'000).value().e4() == 15'000);
  CHECK(Money::FromUnitsAndNanos("EUR", -1, -10'000'000).value().e4() == -10'100);
  CHECK(Money::FromUnitsAndNanos("EUR", 0, -10'000'000).value().e4() == -100);
  CHECK(Money::FromUnitsAndNanos("JPY", 922'337'203'685'477, 0).value().e4() == 9'223'372'036'854'770'000);
}

TEST_CASE("units and nanos that make no amount are refused, and the part that is wrong is named") {
  CHECK(FieldsOf(Money::FromUnitsAndNanos("EUR", 1, -10'000'000)) == "nanos");
  CHECK(FieldsOf(Money::FromUnitsAndNanos("EUR", -1, 10'000'000)) == "nanos");
  CHECK(FieldsOf(Money::FromUnitsAndNanos("EUR", 1, 1'000'000'000)) == "nanos");
  CHECK(FieldsOf(Money::FromUnitsAndNanos("EUR", 1, std::numeric_limits<int32_t>::min())) == "nanos");
  CHECK(FieldsOf(Money::FromUnitsAndNanos("EUR", 1, 1)) == "nanos");
  CHECK(FieldsOf(Money::FromUnitsAndNanos("euro", 1, 0)) == "currency_code");
  CHECK_FALSE(Money::FromUnitsAndNanos("EUR", 1, 1'000'000).ok());  // a tenth of a cent
  CHECK_FALSE(Money::FromUnitsAndNanos("EUR", 922'337'203'685'478, 0).ok());
  CHECK_FALSE(Money::FromUnitsAndNanos("EUR", std::numeric_limits<int64_t>::min(), 0).ok());
}

TEST_CASE("only amounts in one currency are added up") {
  CHECK(Of("EUR", 12'300).Plus(Of("EUR", -2'300)).value() == Of("EUR", 10'000));
  const auto mixed = Of("EUR", 10'000).Plus(Of("USD", 10'000));
  CHECK(mixed.status().code() == absl::StatusCode::kFailedPrecondition);
  CHECK(ReasonOf(mixed) == Reason::kCurrencyMismatch);
}

TEST_CASE("a sum or product that is too large is an error, never a wrong number") {
  CHECK_FALSE(Of("CLF", kMax).Plus(Of("CLF", 1)).ok());
  CHECK(Of("CLF", kMax).Plus(Of("CLF", -1)).ok());
  CHECK_FALSE(Of("CLF", kMax).Times(20'000).ok());
  CHECK_FALSE(Of("CLF", std::numeric_limits<int64_t>::min()).Times(-10'000).ok());
  CHECK(Of("CLF", kMax).Times(10'000).value() == Of("CLF", kMax));
}

TEST_CASE("products and shares round half away from zero to the currency's decimals") {
  CHECK(Of("EUR", 100).Times(15'000).value() == Of("EUR", 200));  // 0.01 × 1.5 = 0.015
  CHECK(Of("EUR", -100).Times(15'000).value() == Of("EUR", -200));
  CHECK(Of("EUR", 100).Times(14'999).value() == Of("EUR", 100));
  CHECK(Of("JPY", 10'000).Share(Probability::Of(50).value()) == Of("JPY", 10'000));
  CHECK(Of("JPY", 10'000).Share(Probability::Of(49).value()) == Of("JPY", 0));
  CHECK(Of("EUR", 1'000'000).Share(Percentage::OfBasisPoints(1'250).value()) == Of("EUR", 125'000));
}

TEST_CASE("a part of an amount is rounded to its currency's decimals") {
  CHECK(Of("EUR", 1'000'000).Part(1, 3) == Of("EUR", 333'300));
  CHECK(Of("EUR", 1'000'000).Part(2, 3) == Of("EUR", 666'700));
  CHECK(Of("JPY", 10'000).Part(1, 2) == Of("JPY", 10'000));
  CHECK(Of("EUR", 1'000'000).Part(0, 3) == Of("EUR", 0));
  const int64_t large = std::numeric_limits<int64_t>::max() / 100 * 100;
  CHECK(Of("EUR", large).Part(1'000'000'000, 1'000'000'000) == Of("EUR", large));
}

TEST_CASE("an amount is written with its currency's decimals") {
  CHECK(Of("EUR", 12'345'000).ToString() == "1234.50 EUR");
  CHECK(Of("EUR", -500).ToString() == "-0.05 EUR");
  CHECK(Of("JPY", 12'340'000).ToString() == "1234 JPY");
  CHECK(Of("CLF", 1).ToString() == "0.0001 CLF");
  CHECK(Of("KWD", 10).ToString() == "0.001 KWD");
  CHECK(Of("CLF", std::numeric_limits<int64_t>::min()).ToString() == "-922337203685477.5808 CLF");
}

TEST_CASE("percentages and probabilities lie between 0 and 100") {
  CHECK(Percentage::OfBasisPoints(10'000).ok());
  CHECK_FALSE(Percentage::OfBasisPoints(10'001).ok());
  CHECK_FALSE(Percentage::OfBasisPoints(-1).ok());
  CHECK(Probability::Of(100).ok());
  CHECK_FALSE(Probability::Of(101).ok());
  CHECK_FALSE(Probability::Of(-1).ok());
}

TEST_CASE("money obeys arithmetic") {
  rc::prop("adding is commutative, and fails either way or neither", [] {
    const Money a = *AnyEuros();
    const Money b = *AnyEuros();
    const auto left = a.Plus(b);
    const auto right = b.Plus(a);
    RC_ASSERT(left.ok() == right.ok());
    if (left.ok()) RC_ASSERT(*left == *right);
  });
  rc::prop("adding and taking away again changes nothing, if there was room to add", [] {
    const Money a = *AnyEuros();
    const Money b = *AnyEuros();
    const auto sum = a.Plus(b);
    if (sum.ok()) RC_ASSERT(sum->Plus(Of("EUR", -b.e4())).value() == a);
  });
  rc::prop("a share lies between nothing and the whole, and is a payable amount", [] {
    const Money whole = *AnyEuros();
    const Money share = whole.Share(Probability::Of(*rc::gen::inRange(0, 101)).value());
    RC_ASSERT(Money::Of(share.currency(), share.e4()).ok());
    if (whole.is_negative()) {
      RC_ASSERT(share.e4() <= 0 && share.e4() >= whole.e4());
    } else {
      RC_ASSERT(share.e4() >= 0 && share.e4() <= whole.e4());
    }
  });
  rc::prop("a share and the rest differ from the whole by at most one smallest amount", [] {
    const Money whole = *AnyEuros();
    const int percent = *rc::gen::inRange(0, 101);
    const Money share = whole.Share(Probability::Of(percent).value());
    const Money rest = whole.Share(Probability::Of(100 - percent).value());
    const int64_t difference = share.e4() + rest.e4() - whole.e4();
    RC_ASSERT(difference >= -100 && difference <= 100);
  });
  rc::prop("times one is itself, times two is itself twice", [] {
    const Money a = Of("EUR", *rc::gen::inRange<int64_t>(-kMax / 400, kMax / 400) * 100);
    RC_ASSERT(a.Times(10'000).value() == a);
    RC_ASSERT(a.Times(20'000).value() == a.Plus(a).value());
  });
}

Rate RateOf(const char* text) { return Rate::Parse(text).value(); }

TEST_CASE("a rate is an exact decimal number of nine decimals at most, more than nothing") {
  CHECK(RateOf("1.084200000") == RateOf("1.0842"));
  CHECK(RateOf("1.0842").ToString() == "1.0842");
  CHECK(RateOf("0.000000001").e9() == 1);
  CHECK(RateOf("999999999.999999999").ToString() == "999999999.999999999");
  CHECK(Rate().ToString() == "1");
  for (const char* wrong : {"", "0", "-1", "1e3", "1.0000000001", "1000000000", "1,5", ".5", "5.", "NaN", " 1"}) {
    INFO(wrong);
    CHECK(Rate::Parse(wrong).status().code() == absl::StatusCode::kInvalidArgument);
  }
}

TEST_CASE("an amount is converted exactly and rounded half away from zero to the other currency's decimals") {
  const auto converted = [](const char* from, int64_t e4, const char* rate, const char* to) {
    return Money::Of(Currency::Parse(from).value(), e4).value().Converted(Currency::Parse(to).value(), RateOf(rate));
  };
  CHECK(converted("USD", 1'000'000, "0.9215", "EUR")->ToString() == "92.15 EUR");
  CHECK(converted("USD", 100, "0.5", "EUR")->ToString() == "0.01 EUR");  // 0.01 × 0.5 = 0.005
  CHECK(converted("USD", -100, "0.5", "EUR")->ToString() == "-0.01 EUR");
  CHECK(converted("USD", 100, "0.499999999", "EUR")->ToString() == "0.00 EUR");
  CHECK(converted("EUR", 1'000'000, "163.42", "JPY")->ToString() == "16342 JPY");
  CHECK(converted("JPY", 10'000, "0.006119", "KWD")->ToString() == "0.006 KWD");
  // What a float of 53 bits would lose: 90,071,992,547,409.93 × 1.000000001
  CHECK(converted("USD", 900'719'925'474'099'300, "1.000000001", "EUR")->ToString() == "90071992637481.92 EUR");
  CHECK(converted("USD", 9'000'000'000'000'000'000, "2", "EUR").status().code() == absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace pipewright
