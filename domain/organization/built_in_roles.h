// The roles that every tenant has from its first day. Their grants belong to the program, not to the tenant's data: a
// new release may widen them. Custom roles (a tenant's own) stand beside them in the roles table.
//
// Resources: the kinds of record, each by its singular (built_in_roles.cc lists them), and event and export.
// Actions: read create update delete, and those of one resource alone (opportunity:reassign, member:suspend). A call
// with no record of its own behind it (a pipeline view) uses the resource whose data it shows.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "domain/shared/grants.h"

namespace pipewright::organization {

struct BuiltInRole {
  absl::string_view name;         // "OWNER"
  absl::string_view description;  // one sentence for people
  Grants grants;
};

inline constexpr absl::string_view kOwnerRole = "OWNER";      // everything, closing the tenant included
inline constexpr absl::string_view kAdminRole = "ADMIN";      // everything but making and unmaking owners
inline constexpr absl::string_view kManagerRole = "MANAGER";  // own records and those of the people who report to them
inline constexpr absl::string_view kMemberRole = "MEMBER";    // own records
inline constexpr absl::string_view kViewerRole = "VIEWER";    // reads everything, changes nothing

// All five, widest first.
absl::Span<const BuiltInRole> BuiltInRoles();

// What a member with these roles may do. `custom`: what those among them that are the tenant's own grant.
Grants GrantsOfRoles(absl::Span<const std::string> roles, Grants custom);

// Null when no built-in role has that name (names are upper case).
const BuiltInRole* FindBuiltInRole(absl::string_view name);

}  // namespace pipewright::organization
