// Pipelines and their view between proto and domain: every field that enters or leaves, by hand.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "application/sales/opportunity_insights.h"
#include "application/sales/pipeline_commands.h"
#include "application/shared/queries/list_request.h"
#include "domain/sales/pipeline.h"
#include "pipewright/sales/v1/pipeline_service.pb.h"

namespace pipewright::sales {

absl::StatusOr<CreatePipeline> FromProto(const v1::CreatePipelineRequest& request);
absl::StatusOr<UpdatePipeline> FromProto(const v1::UpdatePipelineRequest& request);
absl::StatusOr<RemovePipelineStage> FromProto(const v1::RemovePipelineStageRequest& request);
absl::StatusOr<GetPipelineView> FromProto(const v1::GetPipelineViewRequest& request);
absl::StatusOr<ComparePipeline> FromProto(const v1::ComparePipelineRequest& request);

void ToProto(const PipelineState& pipeline, v1::Pipeline* out);
void ToProto(const PipelineView& view, v1::GetPipelineViewResponse* out);
void ToProto(const PipelineComparison& comparison, v1::ComparePipelineResponse* out);

}  // namespace pipewright::sales
