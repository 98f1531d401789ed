// Sessions and callers between proto and application: every field that enters or leaves, by hand.
#pragma once

#include <google/protobuf/empty.pb.h>

#include "absl/status/statusor.h"
#include "application/organization/auth_commands.h"
#include "application/organization/email_verification.h"
#include "application/organization/invitations.h"
#include "application/organization/password_reset.h"
#include "application/organization/session_queries.h"
#include "application/organization/sign_up_door.h"
#include "pipewright/organization/v1/auth_service.pb.h"

namespace pipewright::organization {

absl::StatusOr<RequestSignUp> FromProto(const v1::RequestSignUpRequest& request);
absl::StatusOr<SignUp> FromProto(const v1::SignUpRequest& request);
absl::StatusOr<SignIn> FromProto(const v1::SignInRequest& request);
absl::StatusOr<RefreshSession> FromProto(const v1::RefreshSessionRequest& request);
absl::StatusOr<SignOut> FromProto(const v1::SignOutRequest& request);
absl::StatusOr<GetMe> FromProto(const v1::GetMeRequest& request);
absl::StatusOr<ChangePassword> FromProto(const v1::ChangePasswordRequest& request);
absl::StatusOr<RequestPasswordReset> FromProto(const v1::RequestPasswordResetRequest& request);
absl::StatusOr<ResetPassword> FromProto(const v1::ResetPasswordRequest& request);
absl::StatusOr<VerifyEmail> FromProto(const v1::VerifyEmailRequest& request);
absl::StatusOr<ResendEmailVerification> FromProto(const v1::ResendEmailVerificationRequest& request);
absl::StatusOr<AcceptInvitation> FromProto(const v1::AcceptInvitationRequest& request);
absl::StatusOr<JoinTenant> FromProto(const v1::JoinTenantRequest& request);
absl::StatusOr<ListSessions> FromProto(const v1::ListSessionsRequest& request);
absl::StatusOr<RevokeSession> FromProto(const v1::RevokeSessionRequest& request);

void ToProto(const AuthSession& session, v1::AuthSession* out);
void ToProto(const Me& me, v1::Me* out);
void ToProto(const SessionPage& page, v1::ListSessionsResponse* out);
void ToProto(const Done& done, google::protobuf::Empty* out);

}  // namespace pipewright::organization
