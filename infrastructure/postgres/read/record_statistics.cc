#include "infrastructure/postgres/read/record_statistics.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/read/as_of.h"
#include "infrastructure/postgres/read/filter_sql.h"
#include "infrastructure/postgres/read/read_session.h"
#include "infrastructure/postgres/table/codec.h"

namespace pipewright::postgres {
namespace {

// The number of the period that a record is in, from 1; 0 before the first, NULL in none. Comparing with the bounds is
// an order of magnitude cheaper than having each moment taken apart in the tenant's zone.
std::string Bucket(const StatisticsColumns& columns, const StatisticsPlan& plan, absl::TimeZone zone,
                   std::vector<Param>& params) {
  const bool by_creation = plan.basis == PeriodBasis::kCreation;
  const bool by_date = !by_creation && !columns.close_date.empty();
  std::vector<std::string> bounds;
  for (const absl::CivilDay& day : plan.bounds) {
    bounds.push_back(by_date ? Codec<absl::CivilDay>::ToText(day) : TimeToText(absl::FromCivil(day, zone)));
  }
  params.emplace_back(ArrayLiteral(bounds));
  const std::string value = by_creation ? "t.create_time" : by_date ? columns.close_date : columns.close_time;
  return absl::StrCat("width_bucket(", value, ", $", params.size(), by_date ? "::date[])" : "::timestamptz[])");
}

// Two groupings in one pass over the records: by status and owner, and by period. The rest is made of these few rows.
// "offset 0" keeps the periods' expression out of PostgreSQL's sight, which would expect as many of them as there are
// moments, and sort all records for it.
//
// The columns of the answer: what it is about, its key, currency, records, amount, expected, and of an owner the place
// among the owners.
std::string StatisticsSql(const StatisticsColumns& columns, const std::string& rows, const std::string& bucket) {
  const bool has_amount = !columns.amount.empty();
  const std::string currency = has_amount ? absl::StrCat("t.", columns.amount, "_currency") : "null::text";
  const std::string amount = has_amount ? absl::StrCat("t.", columns.amount, "_e4") : "null::bigint";
  const std::string expected = columns.expected_e4.empty() ? "null::bigint" : absl::StrCat("t.", columns.expected_e4);
  const std::string figures = absl::StrCat("sum(records)::bigint, ", SumOf("amount"), ", ", SumOf("expected"));
  return absl::StrCat(
      "with counted as materialized (select grouping(status) = 1 as of_period, status, owner, period, currency, "
      "count(*) as records, sum(amount) as amount, sum(expected) as expected from (select t.status, t.",
      columns.owner, " as owner, ", bucket, " as period, ", currency, " as currency, ", amount, " as amount, ",
      expected, " as expected from ", rows,
      " offset 0) as counting group by grouping sets ((status, owner, currency), (period, currency))), "
      "owned as (select *, sum(records) over (partition by owner) as owned from counted where not of_period), "
      "placed as (select *, dense_rank() over (order by owned desc, owner) as place from owned) "
      "select 'STATUS', status, currency, ",
      figures, ", null::bigint from counted where not of_period group by status, currency ",
      "union all select 'OWNER', owner::text, currency, ", figures,
      ", place from placed where place <= ", Statistics::kMaxOwners, " group by owner, place, currency ",  //
      "union all select 'OTHERS', null, currency, ", figures, ", max(place) from placed where place > ",
      Statistics::kMaxOwners, " group by currency ",  //
      "union all select 'PERIOD', period::text, currency, ", figures,
      ", null from counted where of_period group by period, currency order by 1, 7, 2, 3");
}

absl::Status AddRow(Row row, Statistics& out) {
  int64_t records = 0;
  RETURN_IF_ERROR(Codec<int64_t>::FromText(row[3].text, records));
  ASSIGN_OR_RETURN(const std::optional<Money> amount, MoneyFrom(row[4], row[2]));
  ASSIGN_OR_RETURN(const std::optional<Money> expected, MoneyFrom(row[5], row[2]));
  const absl::string_view about = row[0].text;
  if (about == "STATUS") {
    out.all.Add(records, amount, expected);
    if (out.statuses.empty() || out.statuses.back().status != row[1].text) {
      out.statuses.push_back({std::string(row[1].text), {}});
    }
    out.statuses.back().figures.Add(records, amount, expected);
    return absl::OkStatus();
  }
  if (about == "PERIOD") {
    int64_t period = 0;
    if (row[1].null) {
      out.undated.Add(records, amount, expected);
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(Codec<int64_t>::FromText(row[1].text, period));
    const auto count = static_cast<int64_t>(out.periods.size());
    Figures& figures = period == 0      ? out.earlier
                       : period > count ? out.later
                                        : out.periods[static_cast<size_t>(period - 1)].figures;
    figures.Add(records, amount, expected);
    return absl::OkStatus();
  }
  int64_t place = 0;
  RETURN_IF_ERROR(Codec<int64_t>::FromText(row[6].text, place));
  if (about == "OTHERS") {
    out.other_owner_count = std::max(out.other_owner_count, place - Statistics::kMaxOwners);
    out.other_owners.Add(records, amount, expected);
    return absl::OkStatus();
  }
  // Places run from 1 without gaps.
  if (static_cast<int64_t>(out.owners.size()) < place) {
    OwnerFigures& owner = out.owners.emplace_back();
    if (!row[1].null) RETURN_IF_ERROR(Codec<UserId>::FromText(row[1].text, owner.owner_id.emplace()));
  }
  out.owners.back().figures.Add(records, amount, expected);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<StatisticsStatement> CompileStatistics(const TableLayout& layout, const StatisticsColumns& columns,
                                                      const RequestContext& context, const StatisticsPlan& plan) {
  StatisticsStatement statement;
  std::vector<Param>& params = statement.params;
  ASSIGN_OR_RETURN(const ReadableRows rows, RowsAt(layout, context, std::nullopt, params));
  std::string from = absl::StrCat(rows.layout->name, " t", rows.where, " and t.delete_time is null");
  for (const filter::Condition& condition : plan.conditions) {
    absl::StrAppend(&from, " and ", FilterSql(condition, layout, FilterReach{.caller = context}, params));
  }
  const std::string bucket = Bucket(columns, plan, context.principal->time_zone, params);
  statement.sql = {StatisticsSql(columns, from, bucket), 7};
  return statement;
}

absl::StatusOr<Statistics> PostgresStatistics::Count(const RequestContext& context, const StatisticsPlan& plan) const {
  ASSIGN_OR_RETURN(const StatisticsStatement statement, CompileStatistics(layout_, columns_, context, plan));
  Statistics statistics;
  for (size_t i = 0; i + 1 < plan.bounds.size(); ++i) statistics.periods.push_back({plan.bounds[i], {}});
  ASSIGN_OR_RETURN(ReadSession session, ReadSession::Begin(pool_, context));
  RETURN_IF_ERROR(kept_.Read(session, context.tenant(), statement.sql, statement.params,
                             [&](Row row) { return AddRow(row, statistics); }));
  return statistics;
}

}  // namespace pipewright::postgres
