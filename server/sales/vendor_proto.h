// Vendors between proto and domain: every field that enters or leaves, by hand.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "application/sales/vendor_commands.h"
#include "application/shared/queries/list_request.h"
#include "domain/sales/vendor.h"
#include "pipewright/sales/v1/vendor_service.pb.h"

namespace pipewright::sales {

absl::StatusOr<CreateVendor> FromProto(const v1::CreateVendorRequest& request);
absl::StatusOr<UpdateVendor> FromProto(const v1::UpdateVendorRequest& request);

void ToProto(const VendorState& vendor, v1::Vendor* out);

}  // namespace pipewright::sales
