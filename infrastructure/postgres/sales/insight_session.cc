#include "infrastructure/postgres/sales/insight_session.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/read/as_of.h"
#include "infrastructure/postgres/sales/pipeline_store.h"

namespace pipewright::postgres {

absl::StatusOr<InsightSession> InsightSession::Begin(Pool& pool, const RequestContext& context) {
  ASSIGN_OR_RETURN(ReadSession session, ReadSession::Begin(pool, context));
  return InsightSession(std::move(session));
}

absl::StatusOr<std::optional<sales::PipelineState>> InsightSession::FindPipeline(
    const std::optional<PipelineId>& id, const std::optional<absl::Time>& read_time) {
  std::vector<Param> params;
  ASSIGN_OR_RETURN(const ReadableRows rows, RowsAt(PipelineTable().layout(), context(), read_time, params));
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

}  // namespace pipewright::postgres
