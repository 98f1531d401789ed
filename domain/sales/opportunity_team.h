// The people around an opportunity: the selling team and the buyer's contacts with their roles.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "domain/sales/opportunity_kinds.h"
#include "domain/shared/money.h"
#include "domain/shared/record_kind.h"

namespace pipewright::sales {

struct TeamMember {
  UserId user_id;
  std::string role;  // in the tenant's own words
  Percentage split;  // of the revenue, which is divided up among those who have one
  // Credit besides, for those who help without owning a part of the revenue. It adds up to nothing.
  Percentage overlay = Percentage();
  friend bool operator==(const TeamMember&, const TeamMember&) = default;
};

struct ContactRole {
  ContactId contact_id;
  ContactRoleKind role = ContactRoleKind::kOther;
  friend bool operator==(const ContactRole&, const ContactRole&) = default;
};

// Each user once, and splits that total exactly 100 % as soon as anybody has one; overlays total anything. At most 50.
absl::StatusOr<std::vector<TeamMember>> CheckTeam(const std::vector<TeamMember>& team);

// Each contact once. At most 50.
absl::StatusOr<std::vector<ContactRole>> CheckContactRoles(const std::vector<ContactRole>& roles);

}  // namespace pipewright::sales
