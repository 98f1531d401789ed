// The words and small values that describe a contact.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "domain/shared/enum_names.h"

namespace pipewright::sales {

enum class ContactStatus { kActive, kInactive, kBounced };
enum class ContactChannel { kEmail, kPhone, kMessage, kPost };

absl::Span<const EnumName<ContactStatus>> NamesOf(ContactStatus);
absl::Span<const EnumName<ContactChannel>> NamesOf(ContactChannel);

// A page of the contact on a network: {"linkedin", "https://…"}.
struct SocialProfile {
  std::string network;  // lower case, unique within the contact
  std::string url;
  friend bool operator==(const SocialProfile&, const SocialProfile&) = default;
};

// What the contact wants to be told, and how.
struct ContactPreferences {
  std::vector<ContactChannel> channels;  // empty: any
  std::vector<std::string> topics;
  bool do_not_contact = false;
  friend bool operator==(const ContactPreferences&, const ContactPreferences&) = default;
};

// Trimmed, networks in lower case; kInvalidArgument names the element that is wrong. At most 20.
absl::StatusOr<std::vector<SocialProfile>> CheckSocialProfiles(const std::vector<SocialProfile>& profiles);

// Channels and topics without doubles; topics have the limits of tags.
absl::StatusOr<ContactPreferences> CheckPreferences(const ContactPreferences& preferences);

}  // namespace pipewright::sales
