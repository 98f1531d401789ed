// Business units between proto and domain: every field that enters or leaves, by hand.
#pragma once

#include "absl/status/statusor.h"
#include "application/organization/business_unit_commands.h"
#include "domain/organization/business_unit.h"
#include "pipewright/organization/v1/business_unit_service.pb.h"

namespace pipewright::organization {

absl::StatusOr<CreateBusinessUnit> FromProto(const v1::CreateBusinessUnitRequest& request);
absl::StatusOr<UpdateBusinessUnit> FromProto(const v1::UpdateBusinessUnitRequest& request);

void ToProto(const BusinessUnitState& unit, v1::BusinessUnit* out);

}  // namespace pipewright::organization
