#include "infrastructure/postgres/sales/opportunity_insights.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "application/sales/base_totals.h"
#include "application/shared/queries/read_time.h"
#include "domain/shared/amounts.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/read/as_of.h"
#include "infrastructure/postgres/sales/exchange_rate_store.h"
#include "infrastructure/postgres/sales/insight_session.h"
#include "infrastructure/postgres/sales/opportunity_store.h"
#include "infrastructure/postgres/table/codec.h"

namespace pipewright::postgres {
namespace {

using sales::GetPipelineView;
using sales::OpportunityState;
using sales::OwnerView;
using sales::PipelineState;
using sales::PipelineView;
using sales::StageTotal;
using sales::StageView;

// The opportunities that count. An open one has no close date, so it always does.
absl::StatusOr<ReadableRows> Counted(const RequestContext& context, const GetPipelineView& query,
                                     std::vector<Param>& params) {
  ASSIGN_OR_RETURN(ReadableRows rows, RowsAt(OpportunityTable().layout(), context, query.read_time, params));
  std::string& where = rows.where;
  where += " and t.delete_time is null";
  if (query.owner_id.has_value()) {
    params.emplace_back(query.owner_id->ToString());
    absl::StrAppend(&where, " and t.owner_id = $", params.size(), "::uuid");
  }
  const auto bound = [&](const std::optional<absl::CivilDay>& day, absl::string_view comparison) {
    if (!day.has_value()) return;
    params.emplace_back(Codec<absl::CivilDay>::ToText(*day));
    absl::StrAppend(&where, " and (t.actual_close_date is null or t.actual_close_date ", comparison, " $",
                    params.size(), "::date)");
  };
  bound(query.close_date_from, ">=");
  bound(query.close_date_to, "<=");
  return rows;
}

// Opportunities in one currency, or without an amount.
struct Group {
  int64_t count = 0;
  std::optional<Money> amount;
  std::optional<Money> expected;
  std::optional<Money> base;  // kept when they were closed
  int64_t without_base = 0;   // that have an amount and nothing kept
};

// Adds a group to a stage's or an owner's figures.
absl::Status Add(const Group& group, int64_t& all, std::vector<StageTotal>& totals) {
  all += group.count;
  if (!group.amount.has_value()) return absl::OkStatus();
  // Rows come by currency within an owner, so over owners a currency may come again.
  auto total = std::find_if(totals.begin(), totals.end(),
                            [&](const StageTotal& one) { return one.amount.currency() == group.amount->currency(); });
  if (total == totals.end()) {
    totals.push_back({group.count, *group.amount, *group.expected, group.base, std::nullopt, group.without_base});
    return absl::OkStatus();
  }
  total->count += group.count;
  total->without_base_amount += group.without_base;
  ASSIGN_OR_RETURN(total->amount, PlusInSum(total->amount, *group.amount));
  ASSIGN_OR_RETURN(total->expected_revenue, PlusInSum(total->expected_revenue, *group.expected));
  if (!group.base.has_value()) return absl::OkStatus();
  if (!total->base_amount.has_value()) {
    total->base_amount = group.base;
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(total->base_amount, PlusInSum(*total->base_amount, *group.base));
  return absl::OkStatus();
}

// Looks at every opportunity of the pipeline, so those of now are kept.
absl::Status ReadFigures(InsightSession& session, KeptRows& kept, const RequestContext& context,
                         const GetPipelineView& query, const PipelineId& pipeline,
                         std::map<StageId, StageView*>& stages) {
  std::vector<Param> params;
  ASSIGN_OR_RETURN(const ReadableRows rows, Counted(context, query, params));
  params.emplace_back(pipeline.ToString());
  const size_t pipeline_at = params.size();
  const Currency& base = context.principal->base_currency;
  params.emplace_back(base.code());
  const std::string in_base = absl::StrCat("t.base_amount_currency = $", params.size(), "::text");
  const std::string owner = query.group_by_owner ? "t.owner_id" : "null::uuid";
  const std::string group = query.group_by_owner ? ", t.owner_id" : "";
  const Sql sql{
      absl::StrCat("select t.stage_id, ", owner, ", t.amount_currency, count(*), ", SumOf("t.amount_e4"), ", ",
                   SumOf("t.expected_revenue_e4"), ", ",
                   SumOf(absl::StrCat("case when ", in_base, " then t.base_amount_e4 end")),
                   ", count(*) filter (where t.amount_e4 is not null and (", in_base, ") is not true) from ",
                   rows.layout->name, " t", rows.where, " and t.pipeline_id = $", pipeline_at,
                   "::uuid group by t.stage_id, t.amount_currency", group, " order by t.amount_currency", group),
      8};
  const auto add = [&](Row row) -> absl::Status {
    ASSIGN_OR_RETURN(const StageId stage_id, StageId::Parse(row[0].text));
    const auto stage = stages.find(stage_id);
    if (stage == stages.end()) return absl::OkStatus();  // removed since the pipeline was read
    Group read;
    RETURN_IF_ERROR(Codec<int64_t>::FromText(row[3].text, read.count));
    ASSIGN_OR_RETURN(read.amount, MoneyFrom(row[4], row[2]));
    ASSIGN_OR_RETURN(read.expected, MoneyFrom(row[5], row[2]));
    ASSIGN_OR_RETURN(read.base, MoneyFrom(row[6], base));
    RETURN_IF_ERROR(Codec<int64_t>::FromText(row[7].text, read.without_base));
    StageView& view = *stage->second;
    RETURN_IF_ERROR(Add(read, view.count, view.totals));
    if (!query.group_by_owner) return absl::OkStatus();
    ASSIGN_OR_RETURN(const UserId owner_id, UserId::Parse(row[1].text));
    auto at = view.owners.begin();
    while (at != view.owners.end() && at->owner_id < owner_id) ++at;
    if (at == view.owners.end() || at->owner_id != owner_id)
      at = view.owners.insert(at, OwnerView{owner_id, 0, {}, {}});
    return Add(read, at->count, at->totals);
  };
  if (query.read_time.has_value()) return session.Read(sql, params, add);
  return kept.Read(session, context.tenant(), sql, params, add);
}

// One walk down the index of each stage.
absl::Status ReadLargest(InsightSession& session, const RequestContext& context, const GetPipelineView& query,
                         std::map<StageId, StageView*>& stages) {
  if (query.top_count <= 0) return absl::OkStatus();
  std::vector<std::string> ids;
  ids.reserve(stages.size());
  for (const auto& [id, view] : stages) ids.push_back(id.ToString());
  std::vector<Param> params;
  ASSIGN_OR_RETURN(const ReadableRows rows, Counted(context, query, params));
  params.emplace_back(ArrayLiteral(ids));
  const size_t stages_at = params.size();
  params.emplace_back(absl::StrCat(query.top_count));
  const Sql sql{
      absl::StrCat("select ", rows.layout->select, " from unnest($", stages_at,
                   "::uuid[]) as s (id) cross join lateral (select t.* from ", rows.layout->name, " t", rows.where,
                   " and t.stage_id = s.id and t.amount_e4 is not null "
                   "order by t.amount_e4 desc, t.id desc limit $",
                   params.size(), "::bigint) as t order by t.stage_id, t.amount_e4 desc, t.id desc"),
      rows.layout->columns};
  return session.Read(sql, params, [&](Row row) -> absl::Status {
    OpportunityState state;
    RETURN_IF_ERROR(OpportunityTable().Read(row, state));
    stages.at(state.stage_id)->largest.push_back(std::move(state));
    return absl::OkStatus();
  });
}

// Of the currencies that open opportunities stand in, on the day of the view.
absl::StatusOr<sales::RatesByCurrency> ReadRatesOf(InsightSession& session, const RequestContext& context,
                                                   const PipelineView& view) {
  const absl::CivilDay day = absl::ToCivilDay(view.time, context.principal->time_zone);
  std::vector<sales::RateQuestion> questions;
  for (const Currency& currency : sales::CurrenciesToConvert(view)) {
    questions.push_back({currency, view.base_currency, day});
  }
  sales::RatesByCurrency by_currency;
  if (questions.empty()) return by_currency;
  Rates rates;
  RETURN_IF_ERROR(ReadRates(
      context.tenant(), questions,
      [&session](const Sql& sql, const std::vector<Param>& params, absl::FunctionRef<absl::Status(Row)> on_row) {
        return session.Read(sql, params, on_row);
      },
      rates));
  for (const auto& [question, rate] : rates) by_currency[question.currency] = rate;
  return by_currency;
}

}  // namespace

absl::StatusOr<PipelineView> PostgresOpportunityInsights::Handle(const RequestContext& context,
                                                                 const GetPipelineView& query) const {
  const absl::Time now = clock_.Now();
  RETURN_IF_ERROR(CheckReadTime("read_time", query.read_time, now));
  ASSIGN_OR_RETURN(InsightSession session, InsightSession::Begin(pool_, context));
  ASSIGN_OR_RETURN(const PipelineState pipeline, session.GetPipeline(query.pipeline_id, query.read_time));
  PipelineView view;
  view.time = query.read_time.value_or(now);
  view.pipeline_id = pipeline.id;
  view.pipeline_name = pipeline.name;
  for (const sales::Stage& stage : pipeline.stages) view.stages.emplace_back().stage = stage;
  std::map<StageId, StageView*> by_id;
  for (StageView& stage : view.stages) by_id[stage.stage.id] = &stage;
  view.base_currency = context.principal->base_currency;
  RETURN_IF_ERROR(ReadFigures(session, kept_, context, query, pipeline.id, by_id));
  RETURN_IF_ERROR(ReadLargest(session, context, query, by_id));
  ASSIGN_OR_RETURN(const sales::RatesByCurrency rates, ReadRatesOf(session, context, view));
  RETURN_IF_ERROR(sales::TellInBaseCurrency(rates, view));
  return view;
}

}  // namespace pipewright::postgres
