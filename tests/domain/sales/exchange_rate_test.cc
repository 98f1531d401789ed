#include "domain/sales/exchange_rate.h"

#include <catch2/catch.hpp>

#include "tests/domain/sales/sales_examples.h"

namespace pipewright::sales {
namespace {

const Currency kEuro = Currency::Parse("EUR").value();
const Currency kDollar = Currency::Parse("USD").value();

ExchangeRateChanges Dollars() {
  ExchangeRateChanges details;
  details.currency_code = Change<Currency>::Set(kDollar);
  details.valid_from_date = Change<absl::CivilDay>::Set(absl::CivilDay(2026, 1, 1));
  details.rate = Change<Rate>::Set(Rate::Parse("0.92").value());
  return details;
}

TEST_CASE("an exchange rate is of another currency to the base currency, from a day on", "[exchange_rate]") {
  const auto rate = ExchangeRate::Create(NthId<ExchangeRateId>(1), kEuro, Dollars());
  REQUIRE(rate.ok());
  CHECK(rate->state().base_currency_code == kEuro);
  CHECK(rate->state().rate.ToString() == "0.92");
  const auto empty = ExchangeRate::Create(NthId<ExchangeRateId>(1), kEuro, {});
  CHECK(DetailsOf(empty.status()).fields.size() == 3);
  const auto own = ExchangeRate::Create(NthId<ExchangeRateId>(1), kDollar, Dollars());
  CHECK(DetailsOf(own.status()).fields[0].field == "currency_code");
}

TEST_CASE("an exchange rate keeps its currency and is never without a day and a number", "[exchange_rate]") {
  ExchangeRate rate = ExchangeRate::Create(NthId<ExchangeRateId>(1), kEuro, Dollars()).value();
  ExchangeRateChanges wrong;
  wrong.currency_code = Change<Currency>::Set(Currency::Parse("CHF").value());
  wrong.valid_from_date = Change<absl::CivilDay>::Clear();
  wrong.rate = Change<Rate>::Clear();
  CHECK(DetailsOf(rate.Edit(wrong)).fields.size() == 3);
  ExchangeRateChanges changes = Dollars();
  changes.rate = Change<Rate>::Set(Rate::Parse("0.9").value());
  REQUIRE(rate.Edit(changes).ok());
  CHECK(rate.state().rate.ToString() == "0.9");
}

}  // namespace
}  // namespace pipewright::sales
