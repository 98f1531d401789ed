// Opportunities between proto and domain: every field that enters or leaves, by hand.
#pragma once

#include "absl/status/statusor.h"
#include "application/sales/opportunity_commands.h"
#include "application/sales/opportunity_view.h"
#include "application/sales/stage_history.h"
#include "application/shared/queries/list_request.h"
#include "domain/sales/opportunity.h"
#include "pipewright/sales/v1/opportunity_service.pb.h"

namespace pipewright::sales {

absl::StatusOr<CreateOpportunity> FromProto(const v1::CreateOpportunityRequest& request);
absl::StatusOr<UpdateOpportunity> FromProto(const v1::UpdateOpportunityRequest& request);
absl::StatusOr<MoveOpportunityStage> FromProto(const v1::MoveOpportunityStageRequest& request);
absl::StatusOr<MoveOpportunityPipeline> FromProto(const v1::MoveOpportunityPipelineRequest& request);
absl::StatusOr<WinOpportunity> FromProto(const v1::WinOpportunityRequest& request);
absl::StatusOr<LoseOpportunity> FromProto(const v1::LoseOpportunityRequest& request);
absl::StatusOr<ReopenOpportunity> FromProto(const v1::ReopenOpportunityRequest& request);
absl::StatusOr<ReassignOpportunity> FromProto(const v1::ReassignOpportunityRequest& request);
absl::StatusOr<ListStageHistory> FromProto(const v1::ListStageHistoryRequest& request);

void ToProto(const OpportunityView& view, v1::Opportunity* out);
void ToProto(const StageHistoryPage& page, v1::ListStageHistoryResponse* out);

}  // namespace pipewright::sales
