// Offerings between proto and domain: every field that enters or leaves, by hand.
#pragma once

#include "absl/status/statusor.h"
#include "application/catalog/offering_commands.h"
#include "domain/catalog/offering.h"
#include "pipewright/catalog/v1/offering_service.pb.h"

namespace pipewright::catalog {

absl::StatusOr<CreateOffering> FromProto(const v1::CreateOfferingRequest& request);
absl::StatusOr<UpdateOffering> FromProto(const v1::UpdateOfferingRequest& request);

void ToProto(const OfferingState& offering, v1::Offering* out);

}  // namespace pipewright::catalog
