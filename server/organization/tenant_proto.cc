#include "server/organization/tenant_proto.h"

#include "domain/shared/status_macros.h"
#include "server/wire/enum_proto.h"
#include "server/wire/proto_writer.h"
#include "server/wire/resource_reader.h"
#include "server/wire/standard_requests.h"

namespace pipewright::organization {
namespace {

using server::ToProtoEnum;

template <class Command, class Request>
absl::StatusOr<Command> ReadTarget(const Request& request) {
  return server::ReadAction<Command>(
      request, [&](Command& command, Violations&) { command.validate_only = request.validate_only(); });
}

}  // namespace

absl::StatusOr<UpdateTenant> FromProto(const v1::UpdateTenantRequest& request) {
  UpdateTenant command;
  const v1::Tenant& tenant = request.tenant();
  server::ResourceReader reader("tenant", tenant, request.update_mask());
  reader.violations().Take("tenant.id", TenantId::Parse(tenant.id()), &command.id);
  command.etag = server::ReadEtag("tenant.etag", tenant.etag(), reader.violations());
  reader.Text("name", tenant.name(), command.changes.name);
  reader.Parsed("slug", tenant.slug(), command.changes.slug);
  reader.Parsed("base_currency_code", tenant.base_currency_code(), command.changes.base_currency);
  reader.Text("time_zone", tenant.time_zone(), command.changes.time_zone);
  reader.Text("locale", tenant.locale(), command.changes.locale);
  reader.Int("fiscal_year_start_month", tenant.fiscal_year_start_month(), command.changes.fiscal_year_start_month);
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

absl::StatusOr<ListTenants> FromProto(const v1::ListTenantsRequest& request) {
  ListTenants query;
  query.page_size = request.page_size();
  query.page_token = request.page_token();
  return query;
}

absl::StatusOr<SuspendTenant> FromProto(const v1::SuspendTenantRequest& request) {
  return ReadTarget<SuspendTenant>(request);
}

absl::StatusOr<ReactivateTenant> FromProto(const v1::ReactivateTenantRequest& request) {
  return ReadTarget<ReactivateTenant>(request);
}

void ToProto(const TenantState& tenant, v1::Tenant* out) {
  server::WriteRecord(tenant, out);
  out->set_name(tenant.name);
  out->set_slug(tenant.slug.value());
  out->set_base_currency_code(tenant.base_currency.code());
  out->set_time_zone(tenant.time_zone);
  out->set_locale(tenant.locale);
  out->set_fiscal_year_start_month(static_cast<int32_t>(tenant.fiscal_year_start_month));
  out->set_tier(ToProtoEnum<v1::SubscriptionTier>(tenant.tier));
  out->set_status(ToProtoEnum<v1::TenantStatus>(tenant.status));
}

void ToProto(const TenantPage& page, v1::ListTenantsResponse* out) {
  for (const TenantState& tenant : page.tenants) ToProto(tenant, out->add_tenants());
  out->set_next_page_token(page.next_page_token);
}

}  // namespace pipewright::organization
