#include "domain/organization/built_in_roles.h"

#include <catch2/catch.hpp>

namespace pipewright::organization {
namespace {

const Grants& GrantsOf(absl::string_view role) { return FindBuiltInRole(role)->grants; }

TEST_CASE("an owner may do everything") {
  CHECK(GrantsOf(kOwnerRole).ScopeOf("tenant", "close") == Scope::kAll);
  CHECK(GrantsOf(kOwnerRole).ScopeOf("opportunity", "reassign") == Scope::kAll);
}

TEST_CASE("an administrator may hand out every role but the owner's") {
  for (const BuiltInRole& role : BuiltInRoles()) {
    CAPTURE(std::string(role.name));
    CHECK(GrantsOf(kAdminRole).Covers(role.grants) == (role.name != kOwnerRole));
  }
}

TEST_CASE("a member works with own records, a manager with the line's") {
  for (const char* resource : {"account", "contact", "opportunity", "task", "vendor", "engagement", "lead"}) {
    CAPTURE(resource);
    CHECK(GrantsOf(kMemberRole).ScopeOf(resource, "update") == Scope::kOwn);
    CHECK(GrantsOf(kManagerRole).ScopeOf(resource, "update") == Scope::kUnit);
  }
  CHECK(GrantsOf(kMemberRole).ScopeOf("pipeline", "read") == Scope::kAll);
  CHECK(GrantsOf(kMemberRole).ScopeOf("pipeline", "update") == Scope::kNone);
  CHECK(GrantsOf(kManagerRole).ScopeOf("member", "create") == Scope::kNone);
}

TEST_CASE("owners and administrators define custom fields and offerings, everybody with a role reads them") {
  for (const BuiltInRole& role : BuiltInRoles()) {
    for (const char* resource : {"custom_field_definition", "offering"}) {
      CAPTURE(std::string(role.name), resource);
      CHECK(role.grants.ScopeOf(resource, "read") == Scope::kAll);
      const bool defines = role.name == kOwnerRole || role.name == kAdminRole;
      for (const char* action : {"create", "update", "delete"}) {
        CHECK(role.grants.ScopeOf(resource, action) == (defines ? Scope::kAll : Scope::kNone));
      }
    }
  }
}

TEST_CASE("owners and administrators manage business units, everybody with a role reads them") {
  for (const BuiltInRole& role : BuiltInRoles()) {
    CAPTURE(std::string(role.name));
    CHECK(role.grants.ScopeOf("business_unit", "read") == Scope::kAll);
    const bool manages = role.name == kOwnerRole || role.name == kAdminRole;
    for (const char* action : {"create", "update", "delete"}) {
      CHECK(role.grants.ScopeOf("business_unit", action) == (manages ? Scope::kAll : Scope::kNone));
    }
  }
}

TEST_CASE("owners and administrators say how records are numbered") {
  for (const BuiltInRole& role : BuiltInRoles()) {
    CAPTURE(std::string(role.name));
    const bool decides = role.name == kOwnerRole || role.name == kAdminRole;
    CHECK(role.grants.ScopeOf("code_series", "update") == (decides ? Scope::kAll : Scope::kNone));
  }
}

TEST_CASE("owners and administrators keep lost reasons and exchange rates, everybody with a role reads them") {
  for (const BuiltInRole& role : BuiltInRoles()) {
    for (const char* resource : {"lost_reason", "exchange_rate"}) {
      CAPTURE(std::string(role.name), resource);
      CHECK(role.grants.ScopeOf(resource, "read") == Scope::kAll);
      const bool keeps = role.name == kOwnerRole || role.name == kAdminRole;
      CHECK(role.grants.ScopeOf(resource, "update") == (keeps ? Scope::kAll : Scope::kNone));
    }
  }
}

TEST_CASE("a viewer reads everything and changes nothing") {
  for (const char* resource :
       {"tenant", "member", "role", "account", "contact", "pipeline", "opportunity", "task", "vendor", "lead"}) {
    CAPTURE(resource);
    CHECK(GrantsOf(kViewerRole).ScopeOf(resource, "read") == Scope::kAll);
    for (const char* action : {"create", "update", "delete", "reassign", "suspend"}) {
      CHECK(GrantsOf(kViewerRole).ScopeOf(resource, action) == Scope::kNone);
    }
  }
}

TEST_CASE("an unknown role is none") { CHECK(FindBuiltInRole("owner") == nullptr); }

}  // namespace
}  // namespace pipewright::organization
