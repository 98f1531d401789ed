// TenantService over gRPC.
#pragma once

#include "application/application.h"
#include "pipewright/organization/v1/tenant_service.grpc.pb.h"
#include "server/rpc/dispatcher.h"

namespace pipewright::organization {

class TenantService final : public v1::TenantService::CallbackService {
 public:
  TenantService(server::Dispatcher& dispatcher, const Application::Organization& organization)
      : dispatcher_(dispatcher), organization_(organization) {}

  using Call = grpc::CallbackServerContext;
  using Reactor = grpc::ServerUnaryReactor;

  Reactor* GetTenant(Call* call, const v1::GetTenantRequest* request, v1::Tenant* response) override;
  Reactor* UpdateTenant(Call* call, const v1::UpdateTenantRequest* request, v1::Tenant* response) override;
  Reactor* ListTenants(Call* call, const v1::ListTenantsRequest* request, v1::ListTenantsResponse* response) override;
  Reactor* SuspendTenant(Call* call, const v1::SuspendTenantRequest* request, v1::Tenant* response) override;
  Reactor* ReactivateTenant(Call* call, const v1::ReactivateTenantRequest* request, v1::Tenant* response) override;

 private:
  server::Dispatcher& dispatcher_;
  const Application::Organization& organization_;
};

}  // namespace pipewright::organization
