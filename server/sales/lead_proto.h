// Leads between proto and domain: every field that enters or leaves, by hand.
#pragma once

#include "absl/status/statusor.h"
#include "application/sales/lead_commands.h"
#include "domain/sales/lead.h"
#include "pipewright/sales/v1/lead_service.pb.h"

namespace pipewright::sales {

absl::StatusOr<CreateLead> FromProto(const v1::CreateLeadRequest& request);
absl::StatusOr<UpdateLead> FromProto(const v1::UpdateLeadRequest& request);
absl::StatusOr<DisqualifyLead> FromProto(const v1::DisqualifyLeadRequest& request);
absl::StatusOr<LoseLead> FromProto(const v1::LoseLeadRequest& request);

void ToProto(const LeadState& lead, v1::Lead* out);

}  // namespace pipewright::sales
