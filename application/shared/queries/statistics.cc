#include "application/shared/queries/statistics.h"

#include <utility>

#include "domain/shared/amounts.h"
#include "domain/shared/status_macros.h"

namespace pipewright {
namespace {

// The sum of what is there. Both are in one currency.
std::optional<Money> Sum(const std::optional<Money>& a, const std::optional<Money>& b) {
  if (!a.has_value() || !b.has_value()) return a.has_value() ? a : b;
  const absl::StatusOr<Money> sum = PlusInSum(*a, *b);
  return sum.ok() ? *sum : a;
}

absl::CivilMonth FirstMonth(absl::CivilDay day, PeriodLength length) {
  const absl::CivilMonth month(day);
  return length == PeriodLength::kMonth ? month : month - (month.month() - 1) % 3;
}

}  // namespace

absl::Span<const EnumName<PeriodLength>> NamesOf(PeriodLength) {
  static constexpr EnumName<PeriodLength> kNames[] = {{PeriodLength::kMonth, "MONTH"},
                                                      {PeriodLength::kQuarter, "QUARTER"}};
  return kNames;
}

absl::Span<const EnumName<PeriodBasis>> NamesOf(PeriodBasis) {
  static constexpr EnumName<PeriodBasis> kNames[] = {{PeriodBasis::kCreation, "CREATION"},
                                                     {PeriodBasis::kClose, "CLOSE"}};
  return kNames;
}

void Figures::Add(int64_t records, const std::optional<Money>& amount, const std::optional<Money>& expected) {
  count += records;
  if (!amount.has_value()) return;
  for (AmountTotal& total : totals) {
    if (total.amount.currency() != amount->currency()) continue;
    total.count += records;
    total.amount = *Sum(total.amount, amount);
    total.expected = Sum(total.expected, expected);
    return;
  }
  totals.push_back({records, *amount, expected});
}

std::vector<absl::CivilDay> PeriodBounds(const GetStatistics& query, absl::CivilDay today) {
  const int64_t months = query.period_length == PeriodLength::kMonth ? 1 : 3;
  absl::CivilMonth first = FirstMonth(query.first_day.value_or(today), query.period_length);
  if (!query.first_day.has_value()) {
    const int64_t before = query.period_basis == PeriodBasis::kCreation ? query.periods - 1 : query.periods / 2;
    first -= before * months;
  }
  std::vector<absl::CivilDay> bounds;
  for (int i = 0; i <= query.periods; ++i) bounds.emplace_back(first + i * months);
  return bounds;
}

absl::StatusOr<Statistics> StatisticsQueries::Handle(const RequestContext& context, const GetStatistics& query) const {
  ListRequest list;
  list.filter = query.filter;
  ASSIGN_OR_RETURN(ListQuery checked, lists_.Check(context, reader_.catalog(), list));
  StatisticsPlan plan;
  plan.conditions = std::move(checked.conditions);
  plan.basis = query.period_basis;
  plan.bounds = PeriodBounds(query, absl::ToCivilDay(clock_.Now(), context.principal->time_zone));
  return reader_.Count(context, plan);
}

}  // namespace pipewright
