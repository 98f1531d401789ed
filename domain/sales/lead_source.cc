#include "domain/sales/lead_source.h"

namespace pipewright::sales {

absl::Span<const EnumName<LeadSource>> NamesOf(LeadSource) {
  static constexpr EnumName<LeadSource> kNames[] = {
      {LeadSource::kWebsite, "WEBSITE"},          {LeadSource::kReferral, "REFERRAL"},
      {LeadSource::kSocialMedia, "SOCIAL_MEDIA"}, {LeadSource::kEmailCampaign, "EMAIL_CAMPAIGN"},
      {LeadSource::kColdCall, "COLD_CALL"},       {LeadSource::kEvent, "EVENT"},
      {LeadSource::kPartner, "PARTNER"},          {LeadSource::kOther, "OTHER"}};
  return kNames;
}

}  // namespace pipewright::sales
