#include "domain/organization/built_in_roles.h"

#include <vector>

namespace pipewright::organization {
namespace {

// What people work with.
constexpr absl::string_view kBusinessRecords[] = {
    "account",     "contact",    "lead",   "merge",      "opportunity", "task",         "note",
    "interaction", "attachment", "vendor", "engagement", "job",         "saved_search",
};

// How a tenant is set up: read by everybody, changed by administrators.
constexpr absl::string_view kSettings[] = {
    "assignment_rule", "business_unit", "code_series", "custom_field_definition",
    "exchange_rate",   "lost_reason",   "match_rule",  "member",
    "offering",        "pipeline",      "role",        "tag",
};

// Everything with the business records that `scope` reaches, and sight of what all of them refer to.
Grants WorkingGrants(Scope scope) {
  std::vector<Grants::Grant> grants;
  for (const absl::string_view resource : kBusinessRecords) grants.push_back({std::string(resource), "*", scope});
  for (const absl::string_view resource : kSettings) grants.push_back({std::string(resource), "read", Scope::kAll});
  for (const absl::string_view resource : {"tenant", "event"}) {
    grants.push_back({std::string(resource), "read", Scope::kAll});
  }
  for (const absl::string_view resource : {"export", "search", "timeline"}) {
    grants.push_back({std::string(resource), "read", Scope::kAll});  // of what they may read anyway
  }
  return Grants(grants);
}

// Not "*:*": what is above an administrator (closing the tenant, giving out the owner's role) needs the owner's grant.
Grants AdminGrants() {
  std::vector<Grants::Grant> grants = {{"*", "read", Scope::kAll}, {"tenant", "update", Scope::kAll}};
  for (const absl::string_view resource : kSettings) grants.push_back({std::string(resource), "*", Scope::kAll});
  for (const absl::string_view resource : kBusinessRecords) grants.push_back({std::string(resource), "*", Scope::kAll});
  return Grants(grants);
}

const std::vector<BuiltInRole>& Roles() {
  static const auto* const roles = new std::vector<BuiltInRole>{
      {kOwnerRole, "May do everything, and makes other owners.", Grants({{"*", "*", Scope::kAll}})},
      {kAdminRole, "May do everything but make owners or close the tenant.", AdminGrants()},
      {kManagerRole, "Works with own records and those of everybody who reports to them.", WorkingGrants(Scope::kUnit)},
      {kMemberRole, "Works with own records.", WorkingGrants(Scope::kOwn)},
      {kViewerRole, "Reads everything and changes nothing.", Grants({{"*", "read", Scope::kAll}})},
  };
  return *roles;
}

}  // namespace

absl::Span<const BuiltInRole> BuiltInRoles() { return Roles(); }

Grants GrantsOfRoles(absl::Span<const std::string> roles, Grants custom) {
  for (const std::string& name : roles) {
    if (const BuiltInRole* const role = FindBuiltInRole(name); role != nullptr) custom.Merge(role->grants);
  }
  return custom;
}

const BuiltInRole* FindBuiltInRole(absl::string_view name) {
  for (const BuiltInRole& role : Roles()) {
    if (role.name == name) return &role;
  }
  return nullptr;
}

}  // namespace pipewright::organization
