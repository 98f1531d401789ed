// RoleService over gRPC.
#pragma once

#include "application/application.h"
#include "pipewright/organization/v1/role_service.grpc.pb.h"
#include "server/rpc/dispatcher.h"

namespace pipewright::organization {

class RoleService final : public v1::RoleService::CallbackService {
 public:
  RoleService(server::Dispatcher& dispatcher, const Application::Organization& organization)
      : dispatcher_(dispatcher), organization_(organization) {}

  using Call = grpc::CallbackServerContext;
  using Reactor = grpc::ServerUnaryReactor;

  Reactor* ListRoles(Call* call, const v1::ListRolesRequest* request, v1::ListRolesResponse* response) override;

 private:
  server::Dispatcher& dispatcher_;
  const Application::Organization& organization_;
};

}  // namespace pipewright::organization
