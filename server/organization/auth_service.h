// AuthService over gRPC.
#pragma once

#include "application/application.h"
#include "pipewright/organization/v1/auth_service.grpc.pb.h"
#include "server/rpc/dispatcher.h"

namespace pipewright::organization {

class AuthService final : public v1::AuthService::CallbackService {
 public:
  AuthService(server::Dispatcher& dispatcher, const Application::Organization& organization)
      : dispatcher_(dispatcher), organization_(organization) {}

  using Call = grpc::CallbackServerContext;
  using Reactor = grpc::ServerUnaryReactor;

  Reactor* SignUp(Call* call, const v1::SignUpRequest* request, v1::AuthSession* response) override;
  Reactor* SignIn(Call* call, const v1::SignInRequest* request, v1::AuthSession* response) override;
  Reactor* RefreshSession(Call* call, const v1::RefreshSessionRequest* request, v1::AuthSession* response) override;
  Reactor* SignOut(Call* call, const v1::SignOutRequest* request, google::protobuf::Empty* response) override;
  Reactor* GetMe(Call* call, const v1::GetMeRequest* request, v1::Me* response) override;
  Reactor* ChangePassword(Call* call, const v1::ChangePasswordRequest* request,
                          google::protobuf::Empty* response) override;
  Reactor* ListSessions(Call* call, const v1::ListSessionsRequest* request,
                        v1::ListSessionsResponse* response) override;
  Reactor* RevokeSession(Call* call, const v1::RevokeSessionRequest* request,
                         google::protobuf::Empty* response) override;

 private:
  server::Dispatcher& dispatcher_;
  const Application::Organization& organization_;
};

}  // namespace pipewright::organization
