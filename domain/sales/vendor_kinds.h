// The closed lists of words that describe a vendor.
#pragma once

#include "absl/types/span.h"
#include "domain/shared/enum_names.h"

namespace pipewright::sales {

enum class VendorStatus { kActive, kInactive };

absl::Span<const EnumName<VendorStatus>> NamesOf(VendorStatus);

}  // namespace pipewright::sales
