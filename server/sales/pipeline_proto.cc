#include "server/sales/pipeline_proto.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"
#include "server/sales/opportunity_proto.h"
#include "server/wire/proto_writer.h"
#include "server/wire/resource_reader.h"
#include "server/wire/standard_requests.h"

namespace pipewright::sales {
namespace {

using server::FromProtoEnum;
using server::ReadOptionalId;
using server::ResourceReader;
using server::ToProtoEnum;
using server::Write;

// A stage without an id keeps the nil one: the command gives it its own.
Stage ReadStage(const v1::Stage& stage, const std::string& at, Violations& violations) {
  Stage read;
  if (!stage.id().empty()) violations.Take(absl::StrCat(at, ".id"), StageId::Parse(stage.id()), &read.id);
  read.name = stage.name();
  violations.Take(absl::StrCat(at, ".kind"), FromProtoEnum<StageKind>(stage.kind()), &read.kind);
  violations.Take(absl::StrCat(at, ".probability"), Probability::Of(stage.probability()), &read.probability);
  if (stage.has_rot_after_days()) read.rot_after_days = stage.rot_after_days();
  for (int i = 0; i < stage.required_fields_size(); ++i) {
    violations.Take(absl::StrCat(at, ".required_fields[", i, "]"),
                    FromProtoEnum<StageRequirement>(stage.required_fields(i)), &read.required_fields.emplace_back());
  }
  read.entry_filter = stage.entry_filter();
  return read;
}

absl::StatusOr<std::vector<Stage>> ReadStages(const v1::Pipeline& pipeline) {
  std::vector<Stage> stages;
  stages.reserve(pipeline.stages_size());
  Violations violations;
  for (int i = 0; i < pipeline.stages_size(); ++i) {
    stages.push_back(ReadStage(pipeline.stages(i), absl::StrCat("[", i, "]"), violations));
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return stages;
}

void ReadPipeline(const v1::Pipeline& pipeline, ResourceReader& reader, PipelineChanges& changes) {
  reader.Text("name", pipeline.name(), changes.name);
  reader.Text("description", pipeline.description(), changes.description);
  reader.Bool("default_pipeline", pipeline.default_pipeline(), changes.default_pipeline);
  reader.Value(
      "stages", [&] { return ReadStages(pipeline); }, changes.stages);
}

std::optional<absl::CivilDay> ReadDay(absl::string_view field, bool present, const google::type::Date& date,
                                      Violations& violations) {
  if (!present) return std::nullopt;
  absl::CivilDay day;
  violations.Take(field, server::FromProto(date), &day);
  return day;
}

template <class Totals>
void WriteTotals(const std::vector<StageTotal>& totals, Totals* out) {
  for (const StageTotal& total : totals) {
    v1::StageTotal* const written = out->Add();
    written->set_count(total.count);
    Write(total.amount, written->mutable_amount());
    Write(total.expected_revenue, written->mutable_expected_revenue());
    if (total.base_amount.has_value()) Write(*total.base_amount, written->mutable_base_amount());
    if (total.base_expected_revenue.has_value()) {
      Write(*total.base_expected_revenue, written->mutable_base_expected_revenue());
    }
  }
}

template <class Message>
void WriteBase(const BaseTotal& base, Message* out) {
  Write(base.amount, out->mutable_base_amount());
  Write(base.expected_revenue, out->mutable_base_expected_revenue());
}

void WriteStage(const StageView& view, absl::Time time, v1::StageView* out) {
  out->set_stage_id(view.stage.id.ToString());
  out->set_stage_name(view.stage.name);
  out->set_kind(ToProtoEnum<v1::StageKind>(view.stage.kind));
  out->set_count(view.count);
  WriteTotals(view.totals, out->mutable_totals());
  WriteBase(view.base, out);
  for (const OpportunityState& opportunity : view.largest) {
    ToProto(ViewOf(opportunity, time), out->add_top_opportunities());
  }
  for (const OwnerView& owner : view.owners) {
    v1::OwnerView* const written = out->add_owners();
    written->set_owner_id(owner.owner_id.ToString());
    written->set_count(owner.count);
    WriteTotals(owner.totals, written->mutable_totals());
    WriteBase(owner.base, written);
  }
}

}  // namespace

absl::StatusOr<CreatePipeline> FromProto(const v1::CreatePipelineRequest& request) {
  CreatePipeline command;
  ResourceReader reader("pipeline", request.pipeline());
  ReadPipeline(request.pipeline(), reader, command.details);
  command.id = ReadOptionalId<PipelineId>("pipeline_id", request.pipeline_id(), reader.violations());
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

absl::StatusOr<UpdatePipeline> FromProto(const v1::UpdatePipelineRequest& request) {
  UpdatePipeline command;
  ResourceReader reader("pipeline", request.pipeline(), request.update_mask());
  ReadPipeline(request.pipeline(), reader, command.changes);
  reader.violations().Take("pipeline.id", PipelineId::Parse(request.pipeline().id()), &command.id);
  command.etag = server::ReadEtag("pipeline.etag", request.pipeline().etag(), reader.violations());
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

absl::StatusOr<RemovePipelineStage> FromProto(const v1::RemovePipelineStageRequest& request) {
  return server::ReadAction<RemovePipelineStage>(request, [&](RemovePipelineStage& command, Violations& violations) {
    violations.Take("stage_id", StageId::Parse(request.stage_id()), &command.stage_id);
    command.move_to_stage_id = ReadOptionalId<StageId>("move_to_stage_id", request.move_to_stage_id(), violations);
  });
}

absl::StatusOr<GetPipelineView> FromProto(const v1::GetPipelineViewRequest& request) {
  GetPipelineView query;
  Violations violations;
  query.pipeline_id = ReadOptionalId<PipelineId>("pipeline_id", request.pipeline_id(), violations);
  query.owner_id = ReadOptionalId<UserId>("owner_id", request.owner_id(), violations);
  if (request.has_top_count()) {
    query.top_count = request.top_count();
    if (query.top_count < 0 || query.top_count > GetPipelineView::kMaxTopCount) {
      violations.Add("top_count", absl::StrCat("must be from 0 to ", GetPipelineView::kMaxTopCount));
    }
  }
  query.group_by_owner = request.group_by_owner();
  query.close_date_from =
      ReadDay("close_date_from", request.has_close_date_from(), request.close_date_from(), violations);
  query.close_date_to = ReadDay("close_date_to", request.has_close_date_to(), request.close_date_to(), violations);
  query.read_time = server::ReadReadTime(request, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  return query;
}

void ToProto(const PipelineState& pipeline, v1::Pipeline* out) {
  server::WriteRecord(pipeline, out);
  out->set_name(pipeline.name);
  out->set_description(pipeline.description);
  out->set_default_pipeline(pipeline.default_pipeline);
  for (const Stage& stage : pipeline.stages) {
    v1::Stage* const written = out->add_stages();
    written->set_id(stage.id.ToString());
    written->set_name(stage.name);
    written->set_kind(ToProtoEnum<v1::StageKind>(stage.kind));
    written->set_probability(stage.probability.percent());
    if (stage.rot_after_days.has_value()) written->set_rot_after_days(*stage.rot_after_days);
    for (const StageRequirement field : stage.required_fields) {
      written->add_required_fields(ToProtoEnum<v1::StageRequirement>(field));
    }
    written->set_entry_filter(stage.entry_filter);
  }
}

void ToProto(const PipelineView& view, v1::GetPipelineViewResponse* out) {
  out->set_pipeline_id(view.pipeline_id.ToString());
  out->set_pipeline_name(view.pipeline_name);
  for (const StageView& stage : view.stages) WriteStage(stage, view.time, out->add_stages());
  out->set_base_currency_code(view.base_currency.code());
  for (const Currency& currency : view.without_rate) out->add_currencies_without_rate(currency.code());
}

}  // namespace pipewright::sales
