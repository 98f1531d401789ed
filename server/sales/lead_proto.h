// Leads between proto and domain: every field that enters or leaves, by hand.
#pragma once

#include "absl/status/statusor.h"
#include "application/sales/lead_commands.h"
#include "application/sales/lead_conversion.h"
#include "application/sales/lead_statistics.h"
#include "domain/sales/lead.h"
#include "pipewright/sales/v1/lead_service.pb.h"

namespace pipewright::sales {

absl::StatusOr<CreateLead> FromProto(const v1::CreateLeadRequest& request);
absl::StatusOr<UpdateLead> FromProto(const v1::UpdateLeadRequest& request);
absl::StatusOr<DisqualifyLead> FromProto(const v1::DisqualifyLeadRequest& request);
absl::StatusOr<LoseLead> FromProto(const v1::LoseLeadRequest& request);
absl::StatusOr<ConvertLead> FromProto(const v1::ConvertLeadRequest& request);
absl::StatusOr<GetLeadStatistics> FromProto(const v1::GetLeadStatisticsRequest& request);

void ToProto(const LeadState& lead, v1::Lead* out);
void ToProto(const ConvertedLead& converted, v1::ConvertLeadResponse* out);
// The lead alone.
void ToProto(const ConvertedLead& converted, v1::Lead* out);
void ToProto(const LeadStatistics& statistics, v1::GetLeadStatisticsResponse* out);

}  // namespace pipewright::sales
