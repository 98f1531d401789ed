#include "domain/catalog/offering_kinds.h"

namespace pipewright::catalog {

absl::Span<const EnumName<OfferingKind>> NamesOf(OfferingKind) {
  static constexpr EnumName<OfferingKind> kNames[] = {{OfferingKind::kService, "SERVICE"},
                                                      {OfferingKind::kProduct, "PRODUCT"}};
  return kNames;
}

absl::Span<const EnumName<BillingPeriod>> NamesOf(BillingPeriod) {
  static constexpr EnumName<BillingPeriod> kNames[] = {
      {BillingPeriod::kOneTime, "ONE_TIME"}, {BillingPeriod::kMonthly, "MONTHLY"}, {BillingPeriod::kAnnual, "ANNUAL"}};
  return kNames;
}

}  // namespace pipewright::catalog
