#include "domain/sales/opportunity_team.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/text.h"

namespace pipewright::sales {
namespace {

constexpr size_t kMaxPeople = 50;
constexpr size_t kMaxRoleLength = 100;
constexpr int64_t kWhole = 10'000;  // basis points

}  // namespace

absl::StatusOr<std::vector<TeamMember>> CheckTeam(const std::vector<TeamMember>& team) {
  if (team.size() > kMaxPeople) return InvalidValue(absl::StrCat("must be at most ", kMaxPeople));
  std::vector<TeamMember> checked = team;
  Violations violations;
  std::set<UserId> users;
  int64_t total = 0;
  for (size_t i = 0; i < checked.size(); ++i) {
    violations.Take(absl::StrCat("[", i, "].role"), OptionalText(checked[i].role, kMaxRoleLength), &checked[i].role);
    if (!users.insert(checked[i].user_id).second) {
      violations.Add(absl::StrCat("[", i, "].user_id"), "is in the team already");
    }
    total += checked[i].split.basis_points();
  }
  if (total != 0 && total != kWhole) violations.Add("", "the splits must total 100 %");
  RETURN_IF_ERROR(violations.ToStatus());
  return checked;
}

absl::StatusOr<std::vector<ContactRole>> CheckContactRoles(const std::vector<ContactRole>& roles) {
  if (roles.size() > kMaxPeople) return InvalidValue(absl::StrCat("must be at most ", kMaxPeople));
  Violations violations;
  std::set<ContactId> contacts;
  for (size_t i = 0; i < roles.size(); ++i) {
    if (!contacts.insert(roles[i].contact_id).second) {
      violations.Add(absl::StrCat("[", i, "].contact_id"), "has a role already");
    }
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return roles;
}

}  // namespace pipewright::sales
