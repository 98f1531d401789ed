#include "application/sales/base_totals.h"

#include <catch2/catch.hpp>

namespace pipewright::sales {
namespace {

Money Of(const char* currency, int64_t units) { return Money::FromUnitsAndNanos(currency, units, 0).value(); }

StageTotal Total(const Money& amount, const Money& expected) { return {1, amount, expected, {}, {}, 0}; }

PipelineView ViewInEuros() {
  PipelineView view;
  view.base_currency = Currency::Parse("EUR").value();
  for (const StageKind kind : {StageKind::kOpen, StageKind::kWon, StageKind::kLost}) {
    view.stages.emplace_back().stage.kind = kind;
  }
  return view;
}

const RatesByCurrency kRates = {{Currency::Parse("USD").value(), Rate::Parse("0.5").value()}};

TEST_CASE("open stages are added up by the day's rates, and what has none is named", "[pipeline]") {
  PipelineView view = ViewInEuros();
  StageView& open = view.stages[0];
  open.totals = {Total(Of("CHF", 7), Of("CHF", 3)), Total(Of("EUR", 100), Of("EUR", 40)),
                 Total(Of("USD", 30), Of("USD", 10))};
  open.owners.emplace_back().totals = {Total(Of("USD", 30), Of("USD", 10))};
  CHECK(CurrenciesToConvert(view).size() == 2);
  REQUIRE(TellInBaseCurrency(kRates, view).ok());
  CHECK_FALSE(open.totals[0].base_amount.has_value());
  CHECK(open.totals[1].base_amount == Of("EUR", 100));
  CHECK(open.totals[2].base_amount == Of("EUR", 15));
  CHECK(open.totals[2].base_expected_revenue == Of("EUR", 5));
  CHECK(open.base.amount == Of("EUR", 115));
  CHECK(open.base.expected_revenue == Of("EUR", 45));
  CHECK(open.owners[0].base.amount == Of("EUR", 15));
  CHECK(view.without_rate == std::vector{Currency::Parse("CHF").value()});
  CHECK(view.stages[1].base.amount == Of("EUR", 0));
}

TEST_CASE("closed stages are worth what was kept, whatever the day's rate", "[pipeline]") {
  PipelineView view = ViewInEuros();
  StageTotal kept = Total(Of("USD", 30), Of("USD", 30));
  kept.base_amount = Of("EUR", 24);
  view.stages[1].totals = {kept};
  StageTotal some = Total(Of("CHF", 10), Of("CHF", 0));
  some.base_amount = Of("EUR", 4);
  some.without_base_amount = 1;
  view.stages[2].totals = {some, Total(Of("EUR", 9), Of("EUR", 0))};
  CHECK(CurrenciesToConvert(view).empty());
  REQUIRE(TellInBaseCurrency(kRates, view).ok());
  CHECK(view.stages[1].base.amount == Of("EUR", 24));
  CHECK(view.stages[1].base.expected_revenue == Of("EUR", 24));
  CHECK(view.stages[2].base.amount == Of("EUR", 13));
  CHECK(view.stages[2].base.expected_revenue == Of("EUR", 0));
  CHECK(view.without_rate == std::vector{Currency::Parse("CHF").value()});
}

}  // namespace
}  // namespace pipewright::sales
