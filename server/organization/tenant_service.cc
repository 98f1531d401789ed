#include "pipewright/organization/v1/tenant_service.pb.h"
#include "server/organization/services.h"
#include "server/organization/tenant_proto.h"
#include "server/record/record_service.h"

namespace pipewright::organization {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddTenantService(server::Api& api, const Application::Organization& organization) {
  auto& s =
      server::AddRecord<Tenant, v1::Tenant>(api, kParse, organization.tenant_commands, organization.tenant_queries);
  s.Get<v1::GetTenantRequest>();
  s.Update<v1::UpdateTenantRequest>();
  s.Ask<v1::ListTenantsRequest, v1::ListTenantsResponse>(organization.tenant_administration);
  s.Ask<v1::SuspendTenantRequest, v1::Tenant>(organization.tenant_administration);
  s.Ask<v1::ReactivateTenantRequest, v1::Tenant>(organization.tenant_administration);
}

}  // namespace pipewright::organization
