#include "server/organization/tenant_service.h"

#include "server/organization/tenant_proto.h"
#include "server/rpc/standard_requests.h"

namespace pipewright::organization {
namespace {

using Standard = server::Standard<Tenant>;
constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

grpc::ServerUnaryReactor* TenantService::GetTenant(Call* call, const v1::GetTenantRequest* request,
                                                   v1::Tenant* response) {
  return dispatcher_.Query(call, request, response, Standard::Get, organization_.tenant_queries);
}

grpc::ServerUnaryReactor* TenantService::UpdateTenant(Call* call, const v1::UpdateTenantRequest* request,
                                                      v1::Tenant* response) {
  return dispatcher_.Command(call, request, response, kParse, organization_.tenant_commands);
}

grpc::ServerUnaryReactor* TenantService::ListTenants(Call* call, const v1::ListTenantsRequest* request,
                                                     v1::ListTenantsResponse* response) {
  return dispatcher_.Query(call, request, response, kParse, organization_.tenant_administration);
}

grpc::ServerUnaryReactor* TenantService::SuspendTenant(Call* call, const v1::SuspendTenantRequest* request,
                                                       v1::Tenant* response) {
  return dispatcher_.Query(call, request, response, kParse, organization_.tenant_administration);
}

grpc::ServerUnaryReactor* TenantService::ReactivateTenant(Call* call, const v1::ReactivateTenantRequest* request,
                                                          v1::Tenant* response) {
  return dispatcher_.Query(call, request, response, kParse, organization_.tenant_administration);
}

}  // namespace pipewright::organization
