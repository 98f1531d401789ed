// Where a lead, a contact or an opportunity came from.
#pragma once

#include "absl/types/span.h"
#include "domain/shared/enum_names.h"

namespace pipewright::sales {

enum class LeadSource { kWebsite, kReferral, kSocialMedia, kEmailCampaign, kColdCall, kEvent, kPartner, kOther };

absl::Span<const EnumName<LeadSource>> NamesOf(LeadSource);

}  // namespace pipewright::sales
