#include "infrastructure/postgres/sales/opportunity_insights.h"

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/codec.h"
#include "infrastructure/postgres/read_scope.h"
#include "infrastructure/postgres/sales/opportunity_store.h"
#include "infrastructure/postgres/sales/pipeline_store.h"

namespace pipewright::postgres {
namespace {

using sales::GetPipelineView;
using sales::OpportunityState;
using sales::OwnerView;
using sales::PipelineState;
using sales::PipelineView;
using sales::StageInterval;
using sales::StageTotal;
using sales::StageView;

// A connection that is ready for the caller's reads.
class ReadSession {
 public:
  static absl::StatusOr<ReadSession> Begin(Pool& pool, const RequestContext& context) {
    ASSIGN_OR_RETURN(auto lease, pool.Acquire(context.principal->tenant, context.deadline));
    RETURN_IF_ERROR(lease->PrepareSession(context.principal->tenant, context.deadline));
    return ReadSession(std::move(lease), context);
  }

  absl::Status Read(const Sql& sql, const std::vector<Param>& params, absl::FunctionRef<absl::Status(Row)> on_row) {
    return lease_->Read(sql, params, on_row, context_.cancellation.get());
  }

 private:
  ReadSession(Pool::Lease lease, const RequestContext& context) : lease_(std::move(lease)), context_(context) {}

  Pool::Lease lease_;
  const RequestContext& context_;
};

absl::StatusOr<std::optional<Money>> MoneyFrom(const Cell& e4, const Cell& currency_code) {
  if (e4.null) return std::optional<Money>();
  int64_t amount = 0;
  RETURN_IF_ERROR(Codec<int64_t>::FromText(e4.text, amount));
  ASSIGN_OR_RETURN(Currency currency, Currency::Parse(currency_code.text));
  ASSIGN_OR_RETURN(Money money, Money::Of(std::move(currency), amount));
  return std::optional<Money>(std::move(money));
}

absl::StatusOr<PipelineState> ReadPipeline(ReadSession& session, const RequestContext& context,
                                           const std::optional<PipelineId>& id) {
  const TableLayout& layout = PipelineTable().layout();
  std::vector<Param> params = {context.tenant().ToString()};
  std::string sql = absl::StrCat("select ", layout.select, " from pipelines t where t.tenant_id = $1::uuid",
                                 ReadScope(layout, context, params), " and t.delete_time is null and ");
  if (id.has_value()) {
    params.emplace_back(id->ToString());
    absl::StrAppend(&sql, "t.id = $", params.size(), "::uuid");
  } else {
    sql += "t.default_pipeline";
  }
  std::vector<PipelineState> found;
  RETURN_IF_ERROR(session.Read({std::move(sql), layout.columns}, params,
                               [&](Row row) { return PipelineTable().Read(row, found.emplace_back()); }));
  if (found.empty()) return NotFound(sales::Pipeline::kResource, id.has_value() ? id->ToString() : "default");
  return std::move(found.front());
}

// Which opportunities count, over the alias t. An open one has no close date, so it always does.
std::string Counted(const RequestContext& context, const GetPipelineView& query, std::vector<Param>& params) {
  std::string where = absl::StrCat("t.tenant_id = $1::uuid and t.delete_time is null",
                                   ReadScope(OpportunityTable().layout(), context, params));
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
  return where;
}

// Adds a group of opportunities in one currency (or without an amount) to a stage's or an owner's figures.
absl::Status Add(int64_t count, const std::optional<Money>& amount, const std::optional<Money>& expected, int64_t& all,
                 std::vector<StageTotal>& totals) {
  all += count;
  if (!amount.has_value()) return absl::OkStatus();
  // Rows come by currency within an owner, so over owners a currency may come again.
  for (StageTotal& total : totals) {
    if (total.amount.currency() != amount->currency()) continue;
    total.count += count;
    ASSIGN_OR_RETURN(total.amount, total.amount.Plus(*amount));
    ASSIGN_OR_RETURN(total.expected_revenue, total.expected_revenue.Plus(*expected));
    return absl::OkStatus();
  }
  totals.push_back({count, *amount, *expected});
  return absl::OkStatus();
}

absl::Status ReadFigures(ReadSession& session, const RequestContext& context, const GetPipelineView& query,
                         const PipelineId& pipeline, std::map<StageId, StageView*>& stages) {
  std::vector<Param> params = {context.tenant().ToString(), pipeline.ToString()};
  const std::string where = Counted(context, query, params);
  const std::string owner = query.group_by_owner ? "t.owner_id" : "null::uuid";
  const std::string group = query.group_by_owner ? ", t.owner_id" : "";
  const Sql sql{absl::StrCat("select t.stage_id, ", owner,
                             ", t.amount_currency, count(*), sum(t.amount_e4)::bigint, "
                             "sum(t.expected_revenue_e4)::bigint from opportunities t where ",
                             where, " and t.pipeline_id = $2::uuid group by t.stage_id, t.amount_currency", group,
                             " order by t.amount_currency", group),
                6};
  return session.Read(sql, params, [&](Row row) -> absl::Status {
    ASSIGN_OR_RETURN(const StageId stage_id, StageId::Parse(row[0].text));
    const auto stage = stages.find(stage_id);
    if (stage == stages.end()) return absl::OkStatus();  // removed since the pipeline was read
    int64_t count = 0;
    RETURN_IF_ERROR(Codec<int64_t>::FromText(row[3].text, count));
    ASSIGN_OR_RETURN(const std::optional<Money> amount, MoneyFrom(row[4], row[2]));
    ASSIGN_OR_RETURN(const std::optional<Money> expected, MoneyFrom(row[5], row[2]));
    StageView& view = *stage->second;
    RETURN_IF_ERROR(Add(count, amount, expected, view.count, view.totals));
    if (!query.group_by_owner) return absl::OkStatus();
    ASSIGN_OR_RETURN(const UserId owner_id, UserId::Parse(row[1].text));
    auto at = view.owners.begin();
    while (at != view.owners.end() && at->owner_id < owner_id) ++at;
    if (at == view.owners.end() || at->owner_id != owner_id) at = view.owners.insert(at, OwnerView{owner_id, 0, {}});
    return Add(count, amount, expected, at->count, at->totals);
  });
}

// One walk down the index of each stage.
absl::Status ReadLargest(ReadSession& session, const RequestContext& context, const GetPipelineView& query,
                         std::map<StageId, StageView*>& stages) {
  if (query.top_count <= 0) return absl::OkStatus();
  std::vector<std::string> ids;
  for (const auto& [id, view] : stages) ids.push_back(id.ToString());
  std::vector<Param> params = {context.tenant().ToString(), ArrayLiteral(ids), absl::StrCat(query.top_count)};
  const std::string where = Counted(context, query, params);
  const TableLayout& layout = OpportunityTable().layout();
  const Sql sql{absl::StrCat("select ", layout.select,
                             " from unnest($2::uuid[]) as s (id) cross join lateral (select t.* from opportunities t "
                             "where ",
                             where,
                             " and t.stage_id = s.id and t.amount_e4 is not null "
                             "order by t.amount_e4 desc, t.id desc limit $3::bigint) as t "
                             "order by t.stage_id, t.amount_e4 desc, t.id desc"),
                layout.columns};
  return session.Read(sql, params, [&](Row row) -> absl::Status {
    OpportunityState state;
    RETURN_IF_ERROR(OpportunityTable().Read(row, state));
    stages.at(state.stage_id)->largest.push_back(std::move(state));
    return absl::OkStatus();
  });
}

}  // namespace

absl::StatusOr<PipelineView> PostgresOpportunityInsights::Handle(const RequestContext& context,
                                                                 const GetPipelineView& query) const {
  ASSIGN_OR_RETURN(ReadSession session, ReadSession::Begin(pool_, context));
  ASSIGN_OR_RETURN(const PipelineState pipeline, ReadPipeline(session, context, query.pipeline_id));
  PipelineView view;
  view.pipeline_id = pipeline.id;
  view.pipeline_name = pipeline.name;
  for (const sales::Stage& stage : pipeline.stages) view.stages.emplace_back().stage = stage;
  std::map<StageId, StageView*> by_id;
  for (StageView& stage : view.stages) by_id[stage.stage.id] = &stage;
  RETURN_IF_ERROR(ReadFigures(session, context, query, pipeline.id, by_id));
  RETURN_IF_ERROR(ReadLargest(session, context, query, by_id));
  return view;
}

absl::StatusOr<std::vector<StageInterval>> PostgresOpportunityInsights::Handle(
    const RequestContext& context, const sales::ListStageHistory& query) const {
  ASSIGN_OR_RETURN(ReadSession session, ReadSession::Begin(pool_, context));
  std::vector<Param> params = {context.tenant().ToString(), query.id.ToString()};
  const Sql sql{absl::StrCat("select h.from_stage_id, h.to_stage_id, h.enter_time, h.leave_time, h.user_id, "
                             "h.amount_e4, h.amount_currency from opportunities t join opportunity_stage_history h "
                             "on h.tenant_id = t.tenant_id and h.opportunity_id = t.id "
                             "where t.tenant_id = $1::uuid and t.id = $2::uuid",
                             ReadScope(OpportunityTable().layout(), context, params), " order by h.entry_version"),
                7};
  std::vector<StageInterval> intervals;
  RETURN_IF_ERROR(session.Read(sql, params, [&](Row row) -> absl::Status {
    StageInterval& interval = intervals.emplace_back();
    if (!row[0].null) RETURN_IF_ERROR(Codec<StageId>::FromText(row[0].text, interval.from_stage_id.emplace()));
    RETURN_IF_ERROR(Codec<StageId>::FromText(row[1].text, interval.stage_id));
    RETURN_IF_ERROR(Codec<absl::Time>::FromText(row[2].text, interval.enter_time));
    if (!row[3].null) RETURN_IF_ERROR(Codec<absl::Time>::FromText(row[3].text, interval.leave_time.emplace()));
    if (!row[4].null) RETURN_IF_ERROR(Codec<UserId>::FromText(row[4].text, interval.user_id.emplace()));
    ASSIGN_OR_RETURN(interval.amount, MoneyFrom(row[5], row[6]));
    return absl::OkStatus();
  }));
  // Every opportunity has been in a stage.
  if (intervals.empty()) return NotFound(sales::Opportunity::kResource, query.id.ToString());
  return intervals;
}

}  // namespace pipewright::postgres
