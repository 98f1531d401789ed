#include "server/organization/tenant_service.h"

#include "pipewright/organization/v1/tenant_service.pb.h"
#include "server/organization/tenant_proto.h"

namespace pipewright::organization {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddTenantService(server::Api& api, const TenantCommands& commands, const RecordQueries<Tenant>& queries,
                      const TenantAdministration& administration) {
  auto& s = server::AddRecord<Tenant, v1::Tenant>(api, kParse, commands, queries);
  s.Get<v1::GetTenantRequest>();
  s.Update<v1::UpdateTenantRequest>();
  s.Ask<v1::ListTenantsRequest, v1::ListTenantsResponse>(administration);
  s.Ask<v1::SuspendTenantRequest, v1::Tenant>(administration);
  s.Ask<v1::ReactivateTenantRequest, v1::Tenant>(administration);
}

}  // namespace pipewright::organization
