// What can be done to tenants: by their members, and by the operators of the platform.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "application/organization/caller_cache.h"
#include "application/shared/commands/record_actions.h"
#include "application/shared/queries/page_token.h"
#include "application/unit_of_work.h"
#include "domain/organization/tenant.h"
#include "domain/shared/etag.h"

namespace pipewright::organization {

struct UpdateTenant {
  TenantId id;
  std::optional<Etag> etag;
  TenantChanges changes;
};

// kNotFound for any tenant but the caller's. Thread safe.
class TenantCommands : public RecordActions<Tenant> {
 public:
  explicit TenantCommands(CallerCache& callers) : callers_(callers) {}
  absl::StatusOr<Tenant> Handle(const RequestContext& ctx, const UpdateTenant& cmd, UnitOfWork& uow) const;

 private:
  CallerCache& callers_;
};

struct SuspendTenant {
  TenantId id;
  std::optional<Etag> etag;
  bool validate_only = false;
};

struct ReactivateTenant {
  TenantId id;
  std::optional<Etag> etag;
  bool validate_only = false;
};

struct ListTenants {
  int page_size = 0;       // page_size.h says what it means
  std::string page_token;  // of the page before
};

struct TenantPage {
  std::vector<TenantState> tenants;
  std::string next_page_token;
};

// For operators, who stand in no tenant: each runs its own transaction, in the tenant that it is about, so that the
// tenant's audit trail has it. Thread safe.
class TenantAdministration {
 public:
  // All outlive it.
  TenantAdministration(Transactor& transactor, CallerCache& callers, const PageTokenSealer& page_tokens)
      : transactor_(transactor), callers_(callers), page_tokens_(page_tokens) {}
  absl::StatusOr<Tenant> Handle(const RequestContext& ctx, const SuspendTenant& cmd) const;
  absl::StatusOr<Tenant> Handle(const RequestContext& ctx, const ReactivateTenant& cmd) const;
  absl::StatusOr<TenantPage> Handle(const RequestContext& ctx, const ListTenants& query) const;

 private:
  absl::StatusOr<Tenant> Change(const RequestContext& ctx, const TenantId& id, const std::optional<Etag>& etag,
                                bool validate_only, absl::FunctionRef<absl::Status(Tenant&)> change) const;

  Transactor& transactor_;
  CallerCache& callers_;
  const PageTokenSealer& page_tokens_;
};

}  // namespace pipewright::organization
