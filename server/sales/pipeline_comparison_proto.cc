#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"
#include "server/sales/pipeline_proto.h"
#include "server/wire/enum_proto.h"
#include "server/wire/proto_writer.h"
#include "server/wire/resource_reader.h"

namespace pipewright::sales {
namespace {

using server::ToProtoEnum;
using server::Write;

void WriteSnapshot(const OpportunitySnapshot& snapshot, v1::OpportunitySnapshot* out) {
  out->set_title(snapshot.title);
  out->set_stage_id(snapshot.stage_id.ToString());
  out->set_stage_name(snapshot.stage_name);
  out->set_status(ToProtoEnum<v1::OpportunityStatus>(snapshot.status));
  if (snapshot.amount.has_value()) Write(*snapshot.amount, out->mutable_amount());
  out->set_probability(static_cast<int32_t>(snapshot.probability));
  if (snapshot.expected_close_date.has_value()) {
    Write(*snapshot.expected_close_date, out->mutable_expected_close_date());
  }
  if (snapshot.actual_close_date.has_value()) Write(*snapshot.actual_close_date, out->mutable_actual_close_date());
  out->set_owner_id(snapshot.owner_id.ToString());
}

void WriteGroup(const PipelineChangeGroup& group, v1::PipelineChangeGroup* out) {
  out->set_kind(ToProtoEnum<v1::PipelineChangeKind>(group.kind));
  out->set_count(group.count);
  for (const PipelineChangeTotal& total : group.totals) {
    v1::PipelineChangeTotal* const written = out->add_totals();
    written->set_count(total.count);
    Write(total.before, written->mutable_amount_before());
    Write(total.after, written->mutable_amount_after());
  }
  for (const OpportunityChange& change : group.largest) {
    v1::OpportunityChange* const written = out->add_top_changes();
    written->set_opportunity_id(change.id.ToString());
    if (change.before.has_value()) WriteSnapshot(*change.before, written->mutable_before());
    if (change.after.has_value()) WriteSnapshot(*change.after, written->mutable_after());
  }
}

}  // namespace

absl::StatusOr<ComparePipeline> FromProto(const v1::ComparePipelineRequest& request) {
  ComparePipeline query;
  Violations violations;
  query.pipeline_id = server::ReadOptionalId<PipelineId>("pipeline_id", request.pipeline_id(), violations);
  violations.Take("from_time", server::FromProto(request.from_time()), &query.from_time);
  if (request.has_to_time()) {
    violations.Take("to_time", server::FromProto(request.to_time()), &query.to_time);
    if (query.to_time.has_value() && *query.to_time < query.from_time) {
      violations.Add("to_time", "must not be before from_time");
    }
  }
  query.owner_id = server::ReadOptionalId<UserId>("owner_id", request.owner_id(), violations);
  if (request.has_top_count()) {
    query.top_count = request.top_count();
    if (query.top_count < 0 || query.top_count > ComparePipeline::kMaxTopCount) {
      violations.Add("top_count", absl::StrCat("must be from 0 to ", ComparePipeline::kMaxTopCount));
    }
  }
  for (int i = 0; i < request.kinds_size(); ++i) {
    violations.Take(absl::StrCat("kinds[", i, "]"), server::FromProtoEnum<PipelineChangeKind>(request.kinds(i)),
                    &query.kinds.emplace_back());
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return query;
}

void ToProto(const PipelineComparison& comparison, v1::ComparePipelineResponse* out) {
  out->set_pipeline_id(comparison.pipeline_id.ToString());
  out->set_pipeline_name(comparison.pipeline_name);
  Write(comparison.from_time, out->mutable_from_time());
  Write(comparison.to_time, out->mutable_to_time());
  for (const PipelineChangeGroup& group : comparison.groups) WriteGroup(group, out->add_groups());
}

}  // namespace pipewright::sales
