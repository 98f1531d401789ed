// Lost reasons between proto and domain: every field that enters or leaves, by hand.
#pragma once

#include "absl/status/statusor.h"
#include "application/sales/lost_reason_commands.h"
#include "domain/sales/lost_reason.h"
#include "pipewright/sales/v1/lost_reason_service.pb.h"

namespace pipewright::sales {

absl::StatusOr<CreateLostReason> FromProto(const v1::CreateLostReasonRequest& request);
absl::StatusOr<UpdateLostReason> FromProto(const v1::UpdateLostReasonRequest& request);

void ToProto(const LostReasonState& reason, v1::LostReason* out);

}  // namespace pipewright::sales
