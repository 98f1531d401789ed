#include "domain/sales/vendor_kinds.h"

namespace pipewright::sales {

absl::Span<const EnumName<VendorStatus>> NamesOf(VendorStatus) {
  static constexpr EnumName<VendorStatus> kNames[] = {{VendorStatus::kActive, "ACTIVE"},
                                                      {VendorStatus::kInactive, "INACTIVE"}};
  return kNames;
}

}  // namespace pipewright::sales
