#include "infrastructure/postgres/read/record_statistics.h"

#include <algorithm>
#include <cstdint>
#include <map>
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

// Two groupings in one pass over the records: by status and owner, and by period. "offset 0" keeps the periods'
// expression out of PostgreSQL's sight, which would expect as many of them as there are moments, and sort all records
// for it.
//
// The columns of the answer: whether it is about a period, status, owner, period, currency; records, amount, expected.
std::string StatisticsSql(const StatisticsColumns& columns, const std::string& rows, const std::string& bucket) {
  const bool has_amount = !columns.amount.empty();
  const std::string currency = has_amount ? absl::StrCat("t.", columns.amount, "_currency") : "null::text";
  const std::string amount = has_amount ? absl::StrCat("t.", columns.amount, "_e4") : "null::bigint";
  const std::string expected = columns.expected_e4.empty() ? "null::bigint" : absl::StrCat("t.", columns.expected_e4);
  return absl::StrCat("select grouping(status) = 1, status, owner, period, currency, count(*), ", SumOf("amount"), ", ",
                      SumOf("expected"), " from (select t.status, t.", columns.owner, " as owner, ", bucket,
                      " as period, ", currency, " as currency, ", amount, " as amount, ", expected,
                      " as expected from ", rows,
                      " offset 0) as counting group by grouping sets ((status, owner, currency), (period, currency))");
}

// What one row of the answer says.
struct Group {
  bool of_period = false;
  std::string status;
  std::optional<UserId> owner;
  std::optional<int64_t> period;
  std::string currency;  // empty: without an amount
  int64_t records = 0;
  std::optional<Money> amount;
  std::optional<Money> expected;
};

absl::Status ReadGroup(Row row, Group& group) {
  group.of_period = row[0].text == "t";
  group.status = std::string(row[1].text);
  if (!row[2].null) RETURN_IF_ERROR(Codec<UserId>::FromText(row[2].text, group.owner.emplace()));
  if (!row[3].null) RETURN_IF_ERROR(Codec<int64_t>::FromText(row[3].text, group.period.emplace()));
  group.currency = std::string(row[4].text);
  RETURN_IF_ERROR(Codec<int64_t>::FromText(row[5].text, group.records));
  ASSIGN_OR_RETURN(group.amount, MoneyFrom(row[6], row[4]));
  ASSIGN_OR_RETURN(group.expected, MoneyFrom(row[7], row[4]));
  return absl::OkStatus();
}

void AddTo(Figures& figures, const Group& group) { figures.Add(group.records, group.amount, group.expected); }

Figures& FiguresOfPeriod(const std::optional<int64_t>& period, Statistics& out) {
  if (!period.has_value()) return out.undated;
  if (*period == 0) return out.earlier;
  const auto count = static_cast<int64_t>(out.periods.size());
  return *period > count ? out.later : out.periods[static_cast<size_t>(*period - 1)].figures;
}

// Those with the most records come first, those without an owner behind others with as many.
bool ComesBefore(const OwnerFigures& a, const OwnerFigures& b) {
  if (a.figures.count != b.figures.count) return a.figures.count > b.figures.count;
  return a.owner_id.has_value() && (!b.owner_id.has_value() || *a.owner_id < *b.owner_id);
}

// `groups` in any order.
void AddUp(std::vector<Group> groups, Statistics& out) {
  // So that the totals of all figures are in the order of currencies.
  std::stable_sort(groups.begin(), groups.end(),
                   [](const Group& a, const Group& b) { return a.currency < b.currency; });
  std::map<std::string, Figures> statuses;
  std::map<std::optional<UserId>, Figures> owners;
  for (const Group& group : groups) {
    if (group.of_period) {
      AddTo(FiguresOfPeriod(group.period, out), group);
      continue;
    }
    AddTo(out.all, group);
    AddTo(statuses[group.status], group);
    AddTo(owners[group.owner], group);
  }
  for (auto& [status, figures] : statuses) out.statuses.push_back({status, std::move(figures)});
  for (auto& [owner, figures] : owners) out.owners.push_back({owner, std::move(figures)});
  std::sort(out.owners.begin(), out.owners.end(), ComesBefore);
  if (out.owners.size() <= static_cast<size_t>(Statistics::kMaxOwners)) return;
  out.other_owner_count = static_cast<int64_t>(out.owners.size()) - Statistics::kMaxOwners;
  std::map<std::optional<UserId>, bool> shown;
  for (size_t i = 0; i < static_cast<size_t>(Statistics::kMaxOwners); ++i) shown[out.owners[i].owner_id] = true;
  out.owners.resize(static_cast<size_t>(Statistics::kMaxOwners));
  for (const Group& group : groups) {
    if (!group.of_period && !shown.contains(group.owner)) AddTo(out.other_owners, group);
  }
}

}  // namespace

absl::StatusOr<SumsQuestion> CompileStatistics(const TableLayout& layout, const StatisticsColumns& columns,
                                               const RequestContext& context, const StatisticsPlan& plan) {
  SumsQuestion question;
  ASSIGN_OR_RETURN(const ReadableRows rows, RowsAt(layout, context, std::nullopt, question.params));
  std::string from = absl::StrCat(rows.layout->name, " t", rows.where, " and t.delete_time is null");
  for (const filter::Condition& condition : plan.conditions) {
    absl::StrAppend(&from, " and ", FilterSql(condition, layout, FilterReach{.caller = context}, question.params));
  }
  question.from = from;
  question.from_params = question.params.size();
  const std::string bucket = Bucket(columns, plan, context.principal->time_zone, question.params);
  question.text = [columns, from, bucket](SumsQuestion::Within within) {
    return StatisticsSql(columns, from + within("t.id"), bucket);
  };
  question.group_columns = 5;
  question.sum_columns = 3;
  question.in_parts = !FollowsReference(plan.conditions) && layout.read_with.empty();
  question.resource = layout.resource;
  question.part_size = PostgresStatistics::kRecordsInPart;
  return question;
}

absl::StatusOr<Statistics> PostgresStatistics::Count(const RequestContext& context, const StatisticsPlan& plan) const {
  ASSIGN_OR_RETURN(SumsQuestion question, CompileStatistics(layout_, columns_, context, plan));
  question.part_size = records_in_part_;
  Statistics statistics;
  for (size_t i = 0; i + 1 < plan.bounds.size(); ++i) statistics.periods.push_back({plan.bounds[i], {}});
  ASSIGN_OR_RETURN(ReadSession session, ReadSession::Begin(pool_, context));
  std::vector<Group> groups;
  RETURN_IF_ERROR(kept_.ReadSums(session, context.tenant(), question,
                                 [&](Row row) { return ReadGroup(row, groups.emplace_back()); }));
  AddUp(std::move(groups), statistics);
  return statistics;
}

}  // namespace pipewright::postgres
