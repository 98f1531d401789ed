#include "application/organization/tenant_commands.h"

#include <optional>
#include <string>
#include <utility>

#include "application/organization/directory.h"
#include "application/organization/sign_up.h"
#include "application/shared/commands/etag_check.h"
#include "application/shared/queries/page_size.h"
#include "domain/shared/repository.h"
#include "domain/shared/status_macros.h"

namespace pipewright::organization {

absl::StatusOr<Tenant> TenantCommands::Handle(const RequestContext& ctx, const UpdateTenant& cmd,
                                              UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(Tenant tenant, Apply(ctx, cmd, uow, Target::kEvenDeleted,
                                        [&](Tenant& changed) { return changed.Edit(cmd.changes); }));
  callers_.ForgetMembersOf(ctx.tenant());
  return tenant;
}

absl::StatusOr<Tenant> TenantAdministration::Change(const RequestContext& ctx, const TenantId& id,
                                                    const std::optional<Etag>& etag, bool validate_only,
                                                    absl::FunctionRef<absl::Status(Tenant&)> change) const {
  const RequestContext inside = TenantFounder::In(ctx, ctx.principal->user, id);
  const auto mode = validate_only ? Transactor::Mode::kValidateOnly : Transactor::Mode::kCommit;
  std::optional<Tenant> changed;
  RETURN_IF_ERROR(transactor_.Run(inside, mode, [&](UnitOfWork& uow) -> absl::Status {
    ASSIGN_OR_RETURN(Tenant tenant, uow.Of<Tenant>().GetEvenDeleted(id));
    RETURN_IF_ERROR(CheckEtag(tenant, etag));
    RETURN_IF_ERROR(change(tenant));
    RETURN_IF_ERROR(uow.Of<Tenant>().Save(tenant));
    changed = std::move(tenant);
    return absl::OkStatus();
  }));
  callers_.ForgetMembersOf(id);
  return *std::move(changed);
}

absl::StatusOr<Tenant> TenantAdministration::Handle(const RequestContext& ctx, const SuspendTenant& cmd) const {
  return Change(ctx, cmd.id, cmd.etag, cmd.validate_only, [](Tenant& tenant) { return tenant.Suspend(); });
}

absl::StatusOr<Tenant> TenantAdministration::Handle(const RequestContext& ctx, const ReactivateTenant& cmd) const {
  return Change(ctx, cmd.id, cmd.etag, cmd.validate_only, [](Tenant& tenant) { return tenant.Reactivate(); });
}

absl::StatusOr<TenantPage> TenantAdministration::Handle(const RequestContext& ctx, const ListTenants& query) const {
  ASSIGN_OR_RETURN(const int page_size, PageSizeOf(query.page_size));
  const std::string list = PageQuery(std::nullopt, Tenant::kResource, "", "", false);
  std::optional<TenantId> after;
  if (!query.page_token.empty()) {
    ASSIGN_OR_RETURN(const PageStart start, OpenPageToken(query.page_token, list, 1, page_tokens_));
    ASSIGN_OR_RETURN(after, TenantId::Parse(start.keys[0].value_or("")));
  }
  TenantPage page;
  RETURN_IF_ERROR(transactor_.Run(ctx, Transactor::Mode::kCommit, [&](UnitOfWork& uow) -> absl::Status {
    ASSIGN_OR_RETURN(page.tenants, uow.directory().AllTenants(after, page_size + 1));
    return absl::OkStatus();
  }));
  if (page.tenants.size() > static_cast<size_t>(page_size)) {
    page.tenants.pop_back();
    page.next_page_token = SealPageToken({{page.tenants.back().id.ToString()}}, list, page_tokens_);
  }
  return page;
}

}  // namespace pipewright::organization
