// ComparePipeline in one statement, over the versions that were superseded since and those that superseded them.
#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "application/shared/queries/read_time.h"
#include "domain/shared/amounts.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/read/as_of.h"
#include "infrastructure/postgres/sales/insight_session.h"
#include "infrastructure/postgres/sales/opportunity_insights.h"
#include "infrastructure/postgres/sales/opportunity_store.h"
#include "infrastructure/postgres/table/codec.h"

namespace pipewright::postgres {
namespace {

using sales::ComparePipeline;
using sales::OpportunityChange;
using sales::OpportunitySnapshot;
using sales::PipelineChangeGroup;
using sales::PipelineChangeKind;
using sales::PipelineChangeTotal;
using sales::PipelineComparison;
using sales::PipelineState;

// What a snapshot is made of, in ReadSnapshot's order.
constexpr const char* kSnapshotColumns[] = {"title",
                                            "stage_id",
                                            "status",
                                            "amount_e4",
                                            "amount_currency",
                                            "probability",
                                            "expected_close_date",
                                            "actual_close_date",
                                            "owner_id"};
constexpr size_t kSnapshotSize = std::size(kSnapshotColumns);

// When an opportunity is in a group: over b_… (before) and a_… (after), with b_in and a_in for "inside". What is not
// known (null) doesn't hold.
constexpr struct {
  PipelineChangeKind kind;
  const char* holds;
} kKinds[] = {
    {PipelineChangeKind::kNew, "a_in and b_id is null"},
    {PipelineChangeKind::kWon, "a_in and a_status = 'WON' and b_status is distinct from 'WON'"},
    {PipelineChangeKind::kLost, "a_in and a_status = 'LOST' and b_status is distinct from 'LOST'"},
    {PipelineChangeKind::kReopened, "a_in and a_status = 'OPEN' and b_status <> 'OPEN'"},
    {PipelineChangeKind::kMoved,
     "a_in and b_in and a_status = 'OPEN' and b_status = 'OPEN' and a_stage_id <> b_stage_id"},
    {PipelineChangeKind::kSlipped,
     "a_in and b_in and a_status = 'OPEN' and a_expected_close_date > b_expected_close_date"},
    {PipelineChangeKind::kPulledIn,
     "a_in and b_in and a_status = 'OPEN' and a_expected_close_date < b_expected_close_date"},
    {PipelineChangeKind::kRaised,
     "a_in and b_in and coalesce(a_amount_e4, 0) > coalesce(b_amount_e4, 0)"
     " and coalesce(a_amount_currency, b_amount_currency) = coalesce(b_amount_currency, a_amount_currency)"},
    {PipelineChangeKind::kLowered,
     "a_in and b_in and coalesce(a_amount_e4, 0) < coalesce(b_amount_e4, 0)"
     " and coalesce(a_amount_currency, b_amount_currency) = coalesce(b_amount_currency, a_amount_currency)"},
    {PipelineChangeKind::kCurrencyChanged, "a_in and b_in and a_amount_currency <> b_amount_currency"},
    {PipelineChangeKind::kReassigned, "a_in and b_in and a_owner_id <> b_owner_id"},
    {PipelineChangeKind::kDeleted, "b_in and a_delete_time is not null"},
    {PipelineChangeKind::kUndeleted, "a_in and b_delete_time is not null"},
    {PipelineChangeKind::kEntered, "a_in and b_id is not null and b_delete_time is null and not b_in"},
    {PipelineChangeKind::kLeft, "b_in and not a_in and a_delete_time is null"},
};

// The kinds that hold, of those asked for, as an array of names.
std::string KindsThatHold(const ComparePipeline& query) {
  std::vector<std::string> cases;
  for (const auto& [kind, holds] : kKinds) {
    if (!query.kinds.empty() && std::find(query.kinds.begin(), query.kinds.end(), kind) == query.kinds.end()) continue;
    cases.push_back(absl::StrCat("case when ", holds, " then '", NameOf(kind), "' end"));
  }
  return absl::StrCat("array_remove(array[", absl::StrJoin(cases, ", "), "]::text[], null)");
}

// ", b.title as b_title, …"
std::string Named(absl::string_view moment) {
  return absl::StrJoin(kSnapshotColumns, "", [&](std::string* out, const char* column) {
    absl::StrAppend(out, ", ", moment, ".", column, " as ", moment, "_", column);
  });
}

// The rows of the answer: by place, of which 0 is a sum of a group, and from 1 on one of its opportunities.
enum RowColumn { kKind, kPlace, kCount, kCurrencyBefore, kCurrencyAfter, kSumBefore, kSumAfter, kId, kBefore };
constexpr size_t kAfter = kBefore + 1 + kSnapshotSize;  // both begin with whether there is one
constexpr size_t kRowSize = kAfter + 1 + kSnapshotSize;

struct Statement {
  Sql sql;
  std::vector<Param> params;
};

absl::StatusOr<Statement> Compile(const RequestContext& context, const ComparePipeline& query, absl::Time to_time,
                                  const PipelineId& pipeline) {
  Statement statement;
  // $1 is the tenant, $2 is to_time.
  ASSIGN_OR_RETURN(const ReadableRows rows, RowsAt(OpportunityTable().layout(), context, to_time, statement.params));
  const auto bind = [&](std::string value, absl::string_view cast) {
    statement.params.emplace_back(std::move(value));
    return absl::StrCat("$", statement.params.size(), "::", cast);
  };
  const std::string from = bind(TimeToText(query.from_time), "timestamptz");
  const std::string owner =
      query.owner_id.has_value() ? absl::StrCat(" and t.owner_id = ", bind(query.owner_id->ToString(), "uuid")) : "";
  const std::string versions =
      absl::StrCat("(select t.*, (t.delete_time is null and t.pipeline_id = ", bind(pipeline.ToString(), "uuid"), owner,
                   ") as inside from ", rows.layout->name, " t");
  const std::string top = bind(absl::StrCat(query.top_count), "bigint");
  statement.sql = {
      absl::StrCat(
          // b is what changes in between took the place of, a is what is in its place; what didn't change is in
          // neither.
          "with b as ", versions, " where t.tenant_id = $1::uuid and t.update_time <= ", from,
          " and t.supersede_time > ", from, " and t.supersede_time <= $2::timestamptz), a as ", versions, rows.where,
          " and t.update_time > ", from,
          "), pairs as materialized (select a.id, b.id as b_id, coalesce(b.inside, false) as b_in, a.inside as a_in, "
          "b.delete_time as b_delete_time, a.delete_time as a_delete_time",
          Named("b"), Named("a"),
          " from a left join b on b.id = a.id where a.inside or b.inside), "
          "changes as materialized (select k.kind, p.id, case when b_in then b_amount_e4 end as b_e4, "
          "case when b_in then b_amount_currency end as b_currency, case when a_in then a_amount_e4 end as a_e4, "
          "case when a_in then a_amount_currency end as a_currency from pairs p cross join lateral unnest(",
          KindsThatHold(query),
          ") as k (kind)), "
          "ranked as (select kind, id, row_number() over (partition by kind order by greatest(b_e4, a_e4) desc nulls "
          "last, id) as place from changes), "
          "lines as (select kind, 0 as place, count(*) as count, b_currency, a_currency, ",
          SumOf("b_e4"), " as b_sum, ", SumOf("a_e4"),
          " as a_sum, null::uuid as id from changes group by kind, b_currency, a_currency "
          "union all select kind, place, null, null, null, null, null, id from ranked where place <= ",
          top, ") select l.kind, l.place, l.count, l.b_currency, l.a_currency, l.b_sum, l.a_sum, l.id, b_in, b_",
          absl::StrJoin(kSnapshotColumns, ", b_"), ", a_in, a_", absl::StrJoin(kSnapshotColumns, ", a_"),
          " from lines l left join pairs p on p.id = l.id order by l.place"),
      kRowSize};
  return statement;
}

using StageNames = std::map<StageId, std::string>;

StageNames NamesIn(const std::optional<PipelineState>& pipeline) {
  StageNames names;
  if (!pipeline.has_value()) return names;
  for (const sales::Stage& stage : pipeline->stages) names[stage.id] = stage.name;
  return names;
}

// `cells`: whether it was inside, then kSnapshotColumns.
absl::Status ReadSnapshot(Row cells, const StageNames& stages, std::optional<OpportunitySnapshot>& out) {
  if (cells[0].null || cells[0].text != "t") return absl::OkStatus();
  OpportunitySnapshot& read = out.emplace();
  read.title = std::string(cells[1].text);
  RETURN_IF_ERROR(Codec<StageId>::FromText(cells[2].text, read.stage_id));
  const auto stage = stages.find(read.stage_id);
  if (stage != stages.end()) read.stage_name = stage->second;
  RETURN_IF_ERROR(Codec<sales::OpportunityStatus>::FromText(cells[3].text, read.status));
  ASSIGN_OR_RETURN(read.amount, MoneyFrom(cells[4], cells[5]));
  RETURN_IF_ERROR(Codec<int64_t>::FromText(cells[6].text, read.probability));
  if (!cells[7].null) {
    RETURN_IF_ERROR(Codec<absl::CivilDay>::FromText(cells[7].text, read.expected_close_date.emplace()));
  }
  if (!cells[8].null) {
    RETURN_IF_ERROR(Codec<absl::CivilDay>::FromText(cells[8].text, read.actual_close_date.emplace()));
  }
  return Codec<UserId>::FromText(cells[9].text, read.owner_id);
}

absl::StatusOr<PipelineChangeTotal*> TotalIn(const Currency& currency, std::vector<PipelineChangeTotal>& totals) {
  auto at = totals.begin();
  while (at != totals.end() && at->before.currency().code() < currency.code()) ++at;
  if (at == totals.end() || at->before.currency() != currency) {
    ASSIGN_OR_RETURN(const Money nothing, Money::Of(currency, 0));
    at = totals.insert(at, {0, nothing, nothing});
  }
  return &*at;
}

// Those of a group that had an amount in one currency (or none) and have one in one currency (or none).
absl::Status AddSum(Row row, PipelineChangeGroup& group) {
  int64_t count = 0;
  RETURN_IF_ERROR(Codec<int64_t>::FromText(row[kCount].text, count));
  group.count += count;
  ASSIGN_OR_RETURN(const std::optional<Money> before, MoneyFrom(row[kSumBefore], row[kCurrencyBefore]));
  ASSIGN_OR_RETURN(const std::optional<Money> after, MoneyFrom(row[kSumAfter], row[kCurrencyAfter]));
  if (before.has_value()) {
    ASSIGN_OR_RETURN(PipelineChangeTotal* const total, TotalIn(before->currency(), group.totals));
    total->count += count;
    ASSIGN_OR_RETURN(total->before, PlusInSum(total->before, *before));
  }
  if (after.has_value()) {
    ASSIGN_OR_RETURN(PipelineChangeTotal* const total, TotalIn(after->currency(), group.totals));
    if (!before.has_value() || before->currency() != after->currency()) total->count += count;
    ASSIGN_OR_RETURN(total->after, PlusInSum(total->after, *after));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<PipelineComparison> PostgresOpportunityInsights::Handle(const RequestContext& context,
                                                                       const ComparePipeline& query) const {
  const absl::Time now = clock_.Now();
  RETURN_IF_ERROR(CheckReadTime("from_time", query.from_time, now));
  RETURN_IF_ERROR(CheckReadTime("to_time", query.to_time, now));
  const absl::Time to_time = query.to_time.value_or(now);
  ASSIGN_OR_RETURN(InsightSession session, InsightSession::Begin(pool_, context));
  ASSIGN_OR_RETURN(const PipelineState pipeline, session.GetPipeline(query.pipeline_id, to_time));
  ASSIGN_OR_RETURN(const std::optional<PipelineState> earlier, session.FindPipeline(pipeline.id, query.from_time));
  const StageNames stages_before = NamesIn(earlier);
  const StageNames stages_after = NamesIn(pipeline);
  ASSIGN_OR_RETURN(const Statement statement, Compile(context, query, to_time, pipeline.id));

  std::map<PipelineChangeKind, PipelineChangeGroup> groups;
  RETURN_IF_ERROR(session.Read(statement.sql, statement.params, [&](Row row) -> absl::Status {
    ASSIGN_OR_RETURN(const PipelineChangeKind kind, ParseEnum<PipelineChangeKind>(row[kKind].text));
    PipelineChangeGroup& group = groups[kind];
    group.kind = kind;
    if (row[kId].null) return AddSum(row, group);
    OpportunityChange& change = group.largest.emplace_back();
    RETURN_IF_ERROR(Codec<OpportunityId>::FromText(row[kId].text, change.id));
    RETURN_IF_ERROR(ReadSnapshot(row.subspan(kBefore, 1 + kSnapshotSize), stages_before, change.before));
    return ReadSnapshot(row.subspan(kAfter, 1 + kSnapshotSize), stages_after, change.after);
  }));
  PipelineComparison comparison{pipeline.id, pipeline.name, query.from_time, to_time, {}};
  for (auto& [kind, group] : groups) comparison.groups.push_back(std::move(group));
  return comparison;
}

}  // namespace pipewright::postgres
