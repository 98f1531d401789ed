#include "server/organization/auth_service.h"

#include "pipewright/organization/v1/auth_service.pb.h"
#include "server/organization/auth_proto.h"

namespace pipewright::organization {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddAuthService(server::Api& api, const WatchedAuthCommands& commands) {
  auto& s = api.services.Add();
  s.Query<v1::SignUpRequest, v1::AuthSession>(kParse, commands);
  s.Query<v1::SignInRequest, v1::AuthSession>(kParse, commands);
  s.Query<v1::RefreshSessionRequest, v1::AuthSession>(kParse, commands);
  s.Query<v1::SignOutRequest, google::protobuf::Empty>(kParse, commands);
  s.Query<v1::GetMeRequest, v1::Me>(kParse, commands);
  s.Query<v1::ChangePasswordRequest, google::protobuf::Empty>(kParse, commands);
  s.Query<v1::ListSessionsRequest, v1::ListSessionsResponse>(kParse, commands);
  s.Query<v1::RevokeSessionRequest, google::protobuf::Empty>(kParse, commands);
}

}  // namespace pipewright::organization
