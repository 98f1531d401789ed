#include "pipewright/organization/v1/auth_service.pb.h"
#include "server/organization/auth_proto.h"
#include "server/organization/services.h"

namespace pipewright::organization {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddAuthService(server::Api& api, const Application::Organization& organization) {
  auto& s = api.services.Add();
  s.Query<v1::SignUpRequest, v1::AuthSession>(kParse, organization.auth);
  s.Query<v1::SignInRequest, v1::AuthSession>(kParse, organization.auth);
  s.Query<v1::RefreshSessionRequest, v1::AuthSession>(kParse, organization.auth);
  s.Query<v1::SignOutRequest, google::protobuf::Empty>(kParse, organization.auth);
  s.Query<v1::GetMeRequest, v1::Me>(kParse, organization.auth);
  s.Query<v1::ChangePasswordRequest, google::protobuf::Empty>(kParse, organization.auth);
  s.Query<v1::ListSessionsRequest, v1::ListSessionsResponse>(kParse, organization.auth);
  s.Query<v1::RevokeSessionRequest, google::protobuf::Empty>(kParse, organization.auth);
}

}  // namespace pipewright::organization
