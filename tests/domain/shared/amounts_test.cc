#include "domain/shared/amounts.h"

#include <catch2/catch.hpp>

#include "tests/support/status_matchers.h"

namespace pipewright {
namespace {

Money Of(absl::string_view code, int64_t e4) { return Money::Of(Currency::Parse(code).value(), e4).value(); }

TEST_CASE("a sum over many records ends where amounts do, and is an amount in every currency") {
  for (const char* const code : {"JPY", "EUR", "CLF"}) {
    const Money largest = Of(code, kLargestSumE4);
    CHECK(PlusInSum(largest, largest).value() == largest);
    CHECK(PlusInSum(Of(code, -kLargestSumE4), Of(code, -10'000)).value() == Of(code, -kLargestSumE4));
    CHECK(PlusInSum(Of(code, 10'000), Of(code, 20'000)).value() == Of(code, 30'000));
    CHECK(PlusInSum(largest, Of(code, -kLargestSumE4)).value() == Of(code, 0));
  }
  CHECK(PlusInSum(Of("CLF", kLargestSumE4), Of("CLF", 1)).value() == Of("CLF", kLargestSumE4));
  CHECK(ReasonOf(PlusInSum(Of("EUR", 10'000), Of("USD", 10'000))) == Reason::kCurrencyMismatch);
}

TEST_CASE("what is given as an amount is from nothing to a hundred trillion") {
  CHECK(CheckGiven(Of("EUR", 0)).ok());
  CHECK(CheckGiven(Of("VND", kLargestGivenE4)).ok());
  CHECK_FALSE(CheckGiven(Of("EUR", -100)).ok());
  CHECK_FALSE(CheckGiven(Of("EUR", kLargestGivenE4 + 100)).ok());
}

TEST_CASE("a figure that would be too large in another currency ends where figures do") {
  const Currency euro = Currency::Parse("EUR").value();
  const Money much = Money::Of(Currency::Parse("USD").value(), kLargestSumE4).value();
  CHECK(ConvertedInSum(much, euro, Rate::Parse("3").value())->e4() == kLargestSumE4);
  CHECK(ConvertedInSum(much, euro, Rate::Parse("0.5").value())->e4() == kLargestSumE4 / 2);
}

}  // namespace
}  // namespace pipewright
