#include "application/shared/queries/statistics.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "domain/shared/amounts.h"
#include "tests/support/application/fake_page_tokens.h"
#include "tests/support/application/fake_ports.h"
#include "tests/support/filter_catalog.h"
#include "tests/support/status_matchers.h"

namespace pipewright {
namespace {

using absl::CivilDay;
using Days = std::vector<CivilDay>;

Money Units(const char* currency, int64_t units) { return Money::FromUnitsAndNanos(currency, units, 0).value(); }

GetStatistics Of(PeriodLength length, int periods) {
  GetStatistics query;
  query.period_length = length;
  query.periods = periods;
  return query;
}

// Remembers what it was asked.
class FakeStatistics : public StatisticsReader {
 public:
  const FieldCatalog& catalog() const override { return catalog_; }
  absl::StatusOr<Statistics> Count(const RequestContext& /*context*/, const StatisticsPlan& plan) const override {
    asked = plan;
    return Statistics();
  }
  mutable StatisticsPlan asked;

 private:
  const FieldCatalog catalog_ = DealCatalog();
};

TEST_CASE("periods are whole months or quarters, each beginning where the one before ends", "[statistics]") {
  GetStatistics query = Of(PeriodLength::kMonth, 3);
  query.first_day = CivilDay(2026, 11, 17);
  CHECK(PeriodBounds(query, CivilDay(2030, 1, 1)) ==
        Days{CivilDay(2026, 11, 1), CivilDay(2026, 12, 1), CivilDay(2027, 1, 1), CivilDay(2027, 2, 1)});
  query = Of(PeriodLength::kQuarter, 2);
  query.first_day = CivilDay(2026, 12, 31);
  CHECK(PeriodBounds(query, CivilDay(2030, 1, 1)) ==
        Days{CivilDay(2026, 10, 1), CivilDay(2027, 1, 1), CivilDay(2027, 4, 1)});
}

TEST_CASE("without a first day the last period is the present one, of closes the middle one", "[statistics]") {
  const CivilDay today(2026, 5, 20);
  CHECK(PeriodBounds(Of(PeriodLength::kMonth, 2), today) ==
        Days{CivilDay(2026, 4, 1), CivilDay(2026, 5, 1), CivilDay(2026, 6, 1)});
  CHECK(PeriodBounds(Of(PeriodLength::kQuarter, 1), today) == Days{CivilDay(2026, 4, 1), CivilDay(2026, 7, 1)});
  GetStatistics closes = Of(PeriodLength::kMonth, 3);
  closes.period_basis = PeriodBasis::kClose;
  CHECK(PeriodBounds(closes, today).front() == CivilDay(2026, 4, 1));
}

TEST_CASE("figures keep currencies apart and end where amounts do", "[statistics]") {
  Figures figures;
  figures.Add(2, Units("EUR", 10), Units("EUR", 1));
  figures.Add(1, Units("USD", 7), std::nullopt);
  figures.Add(4, std::nullopt, std::nullopt);
  figures.Add(3, Units("EUR", 5), Units("EUR", 2));
  CHECK(figures.count == 10);
  REQUIRE(figures.totals.size() == 2);
  CHECK(figures.totals[0].count == 5);
  CHECK(figures.totals[0].amount == Units("EUR", 15));
  CHECK(figures.totals[0].expected == Units("EUR", 3));
  CHECK(figures.totals[1].amount == Units("USD", 7));
  CHECK_FALSE(figures.totals[1].expected.has_value());
  const Money largest = Money::Of(Currency::Parse("EUR").value(), kLargestSumE4).value();
  figures.Add(1, largest, std::nullopt);
  CHECK(figures.totals[0].amount == largest);
}

TEST_CASE("today is that of the tenant's zone, and the filter is that of lists", "[statistics]") {
  FakeStatistics reader;
  FakeClock clock;
  FakePageTokens tokens;
  const ListChecker lists(clock, tokens);
  const StatisticsQueries queries(reader, lists, clock);
  RequestContext context = ContextOf();
  auto principal = std::make_shared<Principal>(*context.principal);
  REQUIRE(absl::LoadTimeZone("Pacific/Auckland", &principal->time_zone));
  context.principal = std::move(principal);
  // Already February there.
  REQUIRE(absl::ParseTime(absl::RFC3339_full, "2027-01-31T15:00:00Z", &clock.now, nullptr));
  GetStatistics query = Of(PeriodLength::kMonth, 1);
  query.filter = "id:*";
  REQUIRE(queries.Handle(context, query).ok());
  CHECK(reader.asked.bounds == Days{CivilDay(2027, 2, 1), CivilDay(2027, 3, 1)});
  CHECK(reader.asked.conditions.size() == 1);
  query.filter = "colour = red";
  CHECK(ReasonOf(queries.Handle(context, query)) == Reason::kInvalidFilter);
}

}  // namespace
}  // namespace pipewright
