#include "infrastructure/postgres/sales/insight_session.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "domain/shared/amounts.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/read/as_of.h"
#include "infrastructure/postgres/sales/pipeline_store.h"
#include "infrastructure/postgres/table/codec.h"

namespace pipewright::postgres {

absl::StatusOr<InsightSession> InsightSession::Begin(Pool& pool, const RequestContext& context) {
  ASSIGN_OR_RETURN(auto lease, pool.Acquire(context.principal->tenant, context.deadline));
  RETURN_IF_ERROR(lease->PrepareSession(context.principal->tenant, context.deadline));
  return InsightSession(std::move(lease), context);
}

absl::Status InsightSession::Read(const Sql& sql, const std::vector<Param>& params,
                                  absl::FunctionRef<absl::Status(Row)> on_row) {
  return lease_->Read(sql, params, on_row, context_.cancellation.get());
}

absl::StatusOr<std::optional<sales::PipelineState>> InsightSession::FindPipeline(
    const std::optional<PipelineId>& id, const std::optional<absl::Time>& read_time) {
  std::vector<Param> params;
  ASSIGN_OR_RETURN(const ReadableRows rows, RowsAt(PipelineTable().layout(), context_, read_time, params));
  std::string sql = absl::StrCat("select ", rows.layout->select, " from ", rows.layout->name, " t", rows.where,
                                 " and t.delete_time is null and ");
  if (id.has_value()) {
    params.emplace_back(id->ToString());
    absl::StrAppend(&sql, "t.id = $", params.size(), "::uuid");
  } else {
    sql += "t.default_pipeline";
  }
  std::optional<sales::PipelineState> found;
  RETURN_IF_ERROR(Read({std::move(sql), rows.layout->columns}, params,
                       [&](Row row) { return PipelineTable().Read(row, found.emplace()); }));
  return found;
}

absl::StatusOr<sales::PipelineState> InsightSession::GetPipeline(const std::optional<PipelineId>& id,
                                                                 const std::optional<absl::Time>& read_time) {
  ASSIGN_OR_RETURN(std::optional<sales::PipelineState> found, FindPipeline(id, read_time));
  if (!found.has_value()) return NotFound(sales::Pipeline::kResource, id.has_value() ? id->ToString() : "default");
  return *std::move(found);
}

std::string SumOf(absl::string_view column) {
  // Not least(), which answers the bound when there is nothing to add up.
  return absl::StrCat("(case when sum(", column, ") > ", kLargestSumE4, " then ", kLargestSumE4, " else sum(", column,
                      ") end)::bigint");
}

absl::StatusOr<std::optional<Money>> MoneyFrom(const Cell& e4, const Cell& currency_code) {
  if (e4.null) return std::optional<Money>();
  int64_t amount = 0;
  RETURN_IF_ERROR(Codec<int64_t>::FromText(e4.text, amount));
  ASSIGN_OR_RETURN(Currency currency, Currency::Parse(currency_code.text));
  ASSIGN_OR_RETURN(Money money, Money::Of(std::move(currency), amount));
  return std::optional<Money>(std::move(money));
}

}  // namespace pipewright::postgres
