// Engagements between proto and domain: every field that enters or leaves, by hand.
#pragma once

#include "absl/status/statusor.h"
#include "application/catalog/engagement_commands.h"
#include "domain/catalog/engagement.h"
#include "pipewright/catalog/v1/engagement_service.pb.h"

namespace pipewright::catalog {

absl::StatusOr<CreateEngagement> FromProto(const v1::CreateEngagementRequest& request);
absl::StatusOr<UpdateEngagement> FromProto(const v1::UpdateEngagementRequest& request);
absl::StatusOr<EndEngagement> FromProto(const v1::EndEngagementRequest& request);

void ToProto(const EngagementState& engagement, v1::Engagement* out);

}  // namespace pipewright::catalog
