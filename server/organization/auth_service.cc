#include "server/organization/auth_service.h"

#include "pipewright/organization/v1/auth_service.pb.h"
#include "server/organization/auth_proto.h"

namespace pipewright::organization {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddAuthService(server::Api& api, const AuthHandlers& handlers) {
  using google::protobuf::Empty;
  auto& s = api.services.Add();
  s.Query<v1::RequestSignUpRequest, Empty>(kParse, handlers.sign_up);
  s.Query<v1::SignUpRequest, v1::AuthSession>(kParse, handlers.sessions);
  s.Query<v1::SignInRequest, v1::AuthSession>(kParse, handlers.sessions);
  s.Query<v1::RefreshSessionRequest, v1::AuthSession>(kParse, handlers.sessions);
  s.Query<v1::SignOutRequest, Empty>(kParse, handlers.sessions);
  s.Query<v1::GetMeRequest, v1::Me>(kParse, handlers.sessions);
  s.Query<v1::ChangePasswordRequest, Empty>(kParse, handlers.sessions);
  s.Query<v1::RequestPasswordResetRequest, Empty>(kParse, handlers.password_reset);
  s.Query<v1::ResetPasswordRequest, Empty>(kParse, handlers.password_reset);
  s.Query<v1::VerifyEmailRequest, Empty>(kParse, handlers.email_verification);
  s.Query<v1::ResendEmailVerificationRequest, Empty>(kParse, handlers.email_verification);
  s.Query<v1::AcceptInvitationRequest, Empty>(kParse, handlers.invitations);
  s.Query<v1::JoinTenantRequest, Empty>(kParse, handlers.invitations);
  s.Query<v1::ListSessionsRequest, v1::ListSessionsResponse>(kParse, handlers.session_queries);
  s.Query<v1::RevokeSessionRequest, Empty>(kParse, handlers.sessions);
}

}  // namespace pipewright::organization
