#include "domain/sales/contact_kinds.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/text.h"

namespace pipewright::sales {
namespace {

constexpr size_t kMaxSocialProfiles = 20;
constexpr size_t kMaxNetworkLength = 50;

}  // namespace

absl::Span<const EnumName<ContactStatus>> NamesOf(ContactStatus) {
  static constexpr EnumName<ContactStatus> kNames[] = {
      {ContactStatus::kActive, "ACTIVE"}, {ContactStatus::kInactive, "INACTIVE"}, {ContactStatus::kBounced, "BOUNCED"}};
  return kNames;
}

absl::Span<const EnumName<ContactChannel>> NamesOf(ContactChannel) {
  static constexpr EnumName<ContactChannel> kNames[] = {{ContactChannel::kEmail, "EMAIL"},
                                                        {ContactChannel::kPhone, "PHONE"},
                                                        {ContactChannel::kMessage, "MESSAGE"},
                                                        {ContactChannel::kPost, "POST"}};
  return kNames;
}

absl::StatusOr<std::vector<SocialProfile>> CheckSocialProfiles(const std::vector<SocialProfile>& profiles) {
  if (profiles.size() > kMaxSocialProfiles) {
    return InvalidValue(absl::StrCat("must have at most ", kMaxSocialProfiles, " entries"));
  }
  Violations violations;
  std::vector<SocialProfile> checked;
  std::set<std::string> networks;
  for (size_t i = 0; i < profiles.size(); ++i) {
    SocialProfile profile;
    violations.Take(absl::StrCat("[", i, "].network"), RequiredText(profiles[i].network, kMaxNetworkLength),
                    &profile.network);
    violations.Take(absl::StrCat("[", i, "].url"), HttpUrl(profiles[i].url), &profile.url);
    profile.network = absl::AsciiStrToLower(profile.network);
    if (!profile.network.empty() && !networks.insert(profile.network).second) {
      violations.Add(absl::StrCat("[", i, "].network"), absl::StrCat(profile.network, " is listed twice"));
    }
    checked.push_back(std::move(profile));
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return checked;
}

absl::StatusOr<ContactPreferences> CheckPreferences(const ContactPreferences& preferences) {
  ContactPreferences checked = preferences;
  std::sort(checked.channels.begin(), checked.channels.end());
  checked.channels.erase(std::unique(checked.channels.begin(), checked.channels.end()), checked.channels.end());
  Violations violations;
  violations.Take("topics", TextSet(preferences.topics), &checked.topics);
  RETURN_IF_ERROR(violations.ToStatus());
  return checked;
}

}  // namespace pipewright::sales
