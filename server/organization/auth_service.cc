#include "server/organization/auth_service.h"

#include "server/organization/auth_proto.h"

namespace pipewright::organization {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

grpc::ServerUnaryReactor* AuthService::SignUp(Call* call, const v1::SignUpRequest* request, v1::AuthSession* response) {
  return dispatcher_.Query(call, request, response, kParse, organization_.auth);
}

grpc::ServerUnaryReactor* AuthService::SignIn(Call* call, const v1::SignInRequest* request, v1::AuthSession* response) {
  return dispatcher_.Query(call, request, response, kParse, organization_.auth);
}

grpc::ServerUnaryReactor* AuthService::RefreshSession(Call* call, const v1::RefreshSessionRequest* request,
                                                      v1::AuthSession* response) {
  return dispatcher_.Query(call, request, response, kParse, organization_.auth);
}

grpc::ServerUnaryReactor* AuthService::SignOut(Call* call, const v1::SignOutRequest* request,
                                               google::protobuf::Empty* response) {
  return dispatcher_.Query(call, request, response, kParse, organization_.auth);
}

grpc::ServerUnaryReactor* AuthService::GetMe(Call* call, const v1::GetMeRequest* request, v1::Me* response) {
  return dispatcher_.Query(call, request, response, kParse, organization_.auth);
}

grpc::ServerUnaryReactor* AuthService::ChangePassword(Call* call, const v1::ChangePasswordRequest* request,
                                                      google::protobuf::Empty* response) {
  return dispatcher_.Query(call, request, response, kParse, organization_.auth);
}

grpc::ServerUnaryReactor* AuthService::ListSessions(Call* call, const v1::ListSessionsRequest* request,
                                                    v1::ListSessionsResponse* response) {
  return dispatcher_.Query(call, request, response, kParse, organization_.auth);
}

grpc::ServerUnaryReactor* AuthService::RevokeSession(Call* call, const v1::RevokeSessionRequest* request,
                                                     google::protobuf::Empty* response) {
  return dispatcher_.Query(call, request, response, kParse, organization_.auth);
}

}  // namespace pipewright::organization
