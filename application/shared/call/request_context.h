// Who calls, in which tenant, with what rights, and until when: what every handler knows about its call.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "application/shared/call/cancellation.h"
#include "domain/shared/grants.h"
#include "domain/shared/id.h"
#include "domain/shared/money.h"
#include "domain/shared/record_kind.h"

namespace pipewright {

// The caller, as the credentials and the database say. Immutable once built, so calls share it.
struct Principal {
  std::optional<UserId> user;      // none: a public method
  std::optional<TenantId> tenant;  // none: a public method, or a user in no tenant
  std::string session_id;
  bool platform_operator = false;
  // kFailedPrecondition/TENANT_SUSPENDED: only what is declared open while suspended may be done for this caller.
  absl::Status tenant_usable;
  Grants grants;
  // The users whose records a UNIT scope reaches: the caller and everybody who reports to the caller.
  std::vector<UserId> unit_users;
  // The caller's own, where new records of theirs go; none while it is inactive.
  std::optional<BusinessUnitId> business_unit;
  // Of the tenant.
  Currency base_currency;
  absl::TimeZone time_zone = absl::UTCTimeZone();
  std::string region;  // ISO 3166-1 alpha-2 of the tenant's locale; empty when it names none

  Scope ScopeOf(absl::string_view resource, absl::string_view action) const { return grants.ScopeOf(resource, action); }
};

// What a method needs, as declared on the RPC.
struct Permission {
  std::string resource;
  std::string action;
  std::string ToString() const { return resource + ":" + action; }
};

// One call. Handlers get it const; it lives as long as the call.
struct RequestContext {
  std::shared_ptr<const Principal> principal = std::make_shared<Principal>();
  std::string method;  // "/pipewright.sales.v1.AccountService/CreateAccount"
  Permission permission;
  std::string request_id;  // of this call, for logs and the audit trail; echoed as x-request-id
  std::string client_address;
  // Which addresses count as one client's: the bytes of the IPv4 address, or of the IPv6 /64. Empty: of this process.
  std::string client_network;
  std::string user_agent;
  std::string trace_id;
  absl::Time deadline = absl::InfiniteFuture();
  std::shared_ptr<Cancellation> cancellation = std::make_shared<Cancellation>();

  // Only where the method's declaration guarantees them.
  const UserId& user() const { return *principal->user; }
  const TenantId& tenant() const { return *principal->tenant; }
};

}  // namespace pipewright
