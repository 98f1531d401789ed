#include "infrastructure/postgres/sales/stage_history.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "domain/sales/opportunity.h"
#include "domain/sales/pipeline.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/read/read_scope.h"
#include "infrastructure/postgres/read/read_session.h"
#include "infrastructure/postgres/sales/opportunity_store.h"
#include "infrastructure/postgres/table/codec.h"

namespace pipewright::postgres {
namespace {

using sales::StageInterval;

// SQL: the pipeline of `stage`, in which the opportunity stood by its version `version` (an alias of
// opportunity_versions). Stages are unique within a pipeline, so it is asked for by the stage only where that version
// was dropped, and one pipeline alone has such a stage.
std::string PipelineOf(absl::string_view version, absl::string_view stage) {
  return absl::StrCat("coalesce(", version,
                      ".pipeline_id, (select min(s.pipeline_id::text)::uuid from pipeline_stages s "
                      "where s.tenant_id = $1::uuid and s.stage_id = ",
                      stage, " having count(*) = 1))");
}

// SQL: what the stage is called, or was called when its pipeline last had it.
std::string NameOfStage(absl::string_view pipeline, absl::string_view stage) {
  return absl::StrCat(
      "coalesce((select s.name from pipeline_stages s where s.tenant_id = $1::uuid and s.pipeline_id = ", pipeline,
      " and s.stage_id = ", stage,
      "), (select s.stage ->> 'name' from pipeline_versions v cross join lateral json_array_elements(v.stages) as s "
      "(stage) where v.tenant_id = $1::uuid and v.id = ",
      pipeline, " and s.stage ->> 'id' = ", stage, "::text order by v.version desc limit 1))");
}

// Where a stay was is told by the opportunity itself: the version that began it stands in its stage, and the one before
// in the stage that it came from. The present stay's is the opportunity as it is.
std::string StaysSql(absl::string_view scope, bool names) {
  return absl::StrCat(
      "select h.entry_version, h.from_stage_id, h.to_stage_id, h.enter_time, h.leave_time, h.user_id, h.amount_e4, "
      "h.amount_currency, h.pipeline_id, ",
      names ? absl::StrCat(NameOfStage("h.from_pipeline_id", "h.from_stage_id"), ", ",
                           NameOfStage("h.pipeline_id", "h.to_stage_id"),
                           ", (select p.name from pipelines p where p.tenant_id = $1::uuid and p.id = h.pipeline_id)")
            : "null, null, null",
      " from (select h.*, case when h.leave_time is null then t.pipeline_id else ",
      PipelineOf("entered", "h.to_stage_id"), " end as pipeline_id, case when h.from_stage_id is not null then ",
      PipelineOf("before", "h.from_stage_id"),
      " end as from_pipeline_id from opportunities t join opportunity_stage_history h on h.tenant_id = t.tenant_id and "
      "h.opportunity_id = t.id left join opportunity_versions entered on entered.tenant_id = $1::uuid and entered.id = "
      "t.id and entered.version = h.entry_version left join opportunity_versions before on before.tenant_id = $1::uuid "
      "and before.id = t.id and before.version = h.entry_version - 1 where t.tenant_id = $1::uuid and t.id = $2::uuid "
      "and h.entry_version > $3::bigint",
      scope, " order by h.entry_version limit $4::bigint) h order by h.entry_version");
}

absl::Status ReadStay(Row row, StageInterval& stay) {
  if (!row[1].null) RETURN_IF_ERROR(Codec<StageId>::FromText(row[1].text, stay.from_stage_id.emplace()));
  RETURN_IF_ERROR(Codec<StageId>::FromText(row[2].text, stay.stage_id));
  RETURN_IF_ERROR(Codec<absl::Time>::FromText(row[3].text, stay.enter_time));
  if (!row[4].null) RETURN_IF_ERROR(Codec<absl::Time>::FromText(row[4].text, stay.leave_time.emplace()));
  if (!row[5].null) RETURN_IF_ERROR(Codec<UserId>::FromText(row[5].text, stay.user_id.emplace()));
  ASSIGN_OR_RETURN(stay.amount, MoneyFrom(row[6], row[7]));
  if (!row[8].null) RETURN_IF_ERROR(Codec<PipelineId>::FromText(row[8].text, stay.pipeline_id.emplace()));
  stay.from_stage_name = std::string(row[9].text);
  stay.stage_name = std::string(row[10].text);
  stay.pipeline_name = std::string(row[11].text);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<sales::StageIntervals> PostgresStageHistory::List(const RequestContext& context,
                                                                 const OpportunityId& opportunity, int64_t after,
                                                                 int limit) const {
  // One more than was asked for tells whether there is another page.
  std::vector<Param> params = {context.tenant().ToString(), opportunity.ToString(), absl::StrCat(after),
                               absl::StrCat(limit + 1)};
  const std::string scope = ReadScope(OpportunityTable().layout(), context, params);
  const bool names = context.principal->ScopeOf(sales::Pipeline::kResource, "read") != Scope::kNone;
  const Sql sql{StaysSql(scope, names), 12};
  ASSIGN_OR_RETURN(ReadSession session, ReadSession::Begin(pool_, context));
  sales::StageIntervals found;
  int64_t last = after;
  RETURN_IF_ERROR(session.Read(sql, params, [&](Row row) -> absl::Status {
    if (found.intervals.size() == static_cast<size_t>(limit)) {
      found.next = last;
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(Codec<int64_t>::FromText(row[0].text, last));
    return ReadStay(row, found.intervals.emplace_back());
  }));
  // Every opportunity has been in a stage.
  if (found.intervals.empty()) return NotFound(sales::Opportunity::kResource, opportunity.ToString());
  return found;
}

}  // namespace pipewright::postgres
