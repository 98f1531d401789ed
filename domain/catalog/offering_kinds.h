// The closed lists of words that describe an offering.
#pragma once

#include "absl/types/span.h"
#include "domain/shared/enum_names.h"

namespace pipewright::catalog {

enum class OfferingKind { kService, kProduct };
enum class BillingPeriod { kOneTime, kMonthly, kAnnual };

absl::Span<const EnumName<OfferingKind>> NamesOf(OfferingKind);
absl::Span<const EnumName<BillingPeriod>> NamesOf(BillingPeriod);

}  // namespace pipewright::catalog
