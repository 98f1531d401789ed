#include "server/organization/auth_proto.h"

#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "server/organization/role_proto.h"
#include "server/wire/enum_proto.h"
#include "server/wire/proto_writer.h"
#include "server/wire/resource_reader.h"

namespace pipewright::organization {
namespace {

using server::ToProtoEnum;

// Nobody's text goes into a hash function without an end.
constexpr size_t kMaxSecretBytes = 2048;

// Secrets are taken as they are: nothing is trimmed.
void TakeSecret(absl::string_view field, const std::string& text, Violations& violations, std::string* out) {
  if (text.size() > kMaxSecretBytes) violations.Add(field, "is too long");
  *out = text;
}

void Write(const UserState& user, v1::User* out) {
  out->set_id(user.id.ToString());
  out->set_email(user.email.value());
  out->set_given_name(user.given_name);
  out->set_family_name(user.family_name);
  out->set_email_verified(user.email_verified());
}

void Write(const TenantOfUser& tenant, v1::TenantOfUser* out) {
  out->set_id(tenant.id.ToString());
  out->set_name(tenant.name);
  out->set_slug(tenant.slug.value());
  out->set_status(ToProtoEnum<v1::TenantStatus>(tenant.status));
  out->set_member_status(ToProtoEnum<v1::MemberStatus>(tenant.membership_status));
}

}  // namespace

absl::StatusOr<RequestSignUp> FromProto(const v1::RequestSignUpRequest& request) {
  RequestSignUp command;
  Violations violations;
  violations.Take("email", EmailAddress::Parse(request.email()), &command.email);
  command.captcha_response = request.captcha_response();
  RETURN_IF_ERROR(violations.ToStatus());
  return command;
}

absl::StatusOr<SignUp> FromProto(const v1::SignUpRequest& request) {
  SignUp command;
  Violations violations;
  violations.Take("email", EmailAddress::Parse(request.email()), &command.email);
  TakeSecret("password", request.password(), violations, &command.password);
  command.given_name = request.given_name();
  command.family_name = request.family_name();
  command.tenant.name = request.tenant_name();
  if (!request.tenant_slug().empty()) {
    violations.Take("tenant_slug", Slug::Parse(request.tenant_slug()), &command.tenant.slug);
  }
  if (!request.base_currency_code().empty()) {
    violations.Take("base_currency_code", Currency::Parse(request.base_currency_code()), &command.tenant.base_currency);
  }
  command.tenant.time_zone = request.time_zone();
  command.tenant.locale = request.locale();
  command.captcha_response = request.captcha_response();
  TakeSecret("email_proof", request.email_proof(), violations, &command.email_proof);
  RETURN_IF_ERROR(violations.ToStatus());
  return command;
}

absl::StatusOr<SignIn> FromProto(const v1::SignInRequest& request) {
  SignIn command;
  Violations violations;
  violations.Take("email", EmailAddress::Parse(request.email()), &command.email);
  TakeSecret("password", request.password(), violations, &command.password);
  command.tenant = server::ReadOptionalId<TenantId>("tenant_id", request.tenant_id(), violations);
  RETURN_IF_ERROR(violations.ToStatus());
  return command;
}

absl::StatusOr<RefreshSession> FromProto(const v1::RefreshSessionRequest& request) {
  RefreshSession command;
  Violations violations;
  TakeSecret("refresh_token", request.refresh_token(), violations, &command.refresh_token);
  RETURN_IF_ERROR(violations.ToStatus());
  return command;
}

absl::StatusOr<SignOut> FromProto(const v1::SignOutRequest&) { return SignOut(); }
absl::StatusOr<GetMe> FromProto(const v1::GetMeRequest&) { return GetMe(); }
absl::StatusOr<ListSessions> FromProto(const v1::ListSessionsRequest& request) {
  return ListSessions{request.page_size(), request.page_token()};
}

absl::StatusOr<ChangePassword> FromProto(const v1::ChangePasswordRequest& request) {
  ChangePassword command;
  Violations violations;
  TakeSecret("current_password", request.current_password(), violations, &command.current_password);
  TakeSecret("new_password", request.new_password(), violations, &command.new_password);
  RETURN_IF_ERROR(violations.ToStatus());
  return command;
}

absl::StatusOr<RequestPasswordReset> FromProto(const v1::RequestPasswordResetRequest& request) {
  RequestPasswordReset command;
  Violations violations;
  violations.Take("email", EmailAddress::Parse(request.email()), &command.email);
  RETURN_IF_ERROR(violations.ToStatus());
  return command;
}

absl::StatusOr<ResetPassword> FromProto(const v1::ResetPasswordRequest& request) {
  ResetPassword command;
  Violations violations;
  TakeSecret("token", request.token(), violations, &command.token);
  TakeSecret("new_password", request.new_password(), violations, &command.new_password);
  RETURN_IF_ERROR(violations.ToStatus());
  return command;
}

absl::StatusOr<VerifyEmail> FromProto(const v1::VerifyEmailRequest& request) {
  VerifyEmail command;
  Violations violations;
  TakeSecret("token", request.token(), violations, &command.token);
  RETURN_IF_ERROR(violations.ToStatus());
  return command;
}

absl::StatusOr<ResendEmailVerification> FromProto(const v1::ResendEmailVerificationRequest&) {
  return ResendEmailVerification();
}

absl::StatusOr<AcceptInvitation> FromProto(const v1::AcceptInvitationRequest& request) {
  AcceptInvitation command;
  Violations violations;
  TakeSecret("token", request.token(), violations, &command.token);
  TakeSecret("new_password", request.new_password(), violations, &command.new_password);
  RETURN_IF_ERROR(violations.ToStatus());
  return command;
}

absl::StatusOr<JoinTenant> FromProto(const v1::JoinTenantRequest& request) {
  JoinTenant command;
  Violations violations;
  TakeSecret("token", request.token(), violations, &command.token);
  RETURN_IF_ERROR(violations.ToStatus());
  return command;
}

absl::StatusOr<RevokeSession> FromProto(const v1::RevokeSessionRequest& request) {
  RevokeSession command;
  Violations violations;
  violations.Take("id", SessionId::Parse(request.id()), &command.id);
  RETURN_IF_ERROR(violations.ToStatus());
  return command;
}

void ToProto(const AuthSession& session, v1::AuthSession* out) {
  out->set_access_token(session.access_token);
  server::Write(session.access_token_expire_time, out->mutable_access_token_expire_time());
  out->set_refresh_token(session.refresh_token);
  out->set_session_id(session.session_id.ToString());
  Write(session.user, out->mutable_user());
  for (const TenantOfUser& tenant : session.tenants) {
    Write(tenant, out->add_tenants());
    if (tenant.id == session.tenant) Write(tenant, out->mutable_tenant());
  }
}

void ToProto(const Me& me, v1::Me* out) {
  Write(me.user, out->mutable_user());
  if (me.tenant.has_value()) out->set_tenant_id(me.tenant->ToString());
  WriteGrants(me.grants, out->mutable_grants());
  for (const TenantOfUser& tenant : me.tenants) Write(tenant, out->add_tenants());
  out->set_platform_operator(me.platform_operator);
  out->set_session_id(me.session_id);
}

void ToProto(const SessionPage& page, v1::ListSessionsResponse* out) {
  for (const SessionState& session : page.sessions) {
    v1::Session* const written = out->add_sessions();
    written->set_id(session.id.ToString());
    server::Write(session.create_time, written->mutable_create_time());
    server::Write(session.refresh_time, written->mutable_refresh_time());
    server::Write(session.expire_time, written->mutable_expire_time());
    written->set_client_address(session.client_address);
    written->set_user_agent(session.user_agent);
    written->set_current(session.id.ToString() == page.current_id);
  }
  out->set_next_page_token(page.next_page_token);
}

void ToProto(const Done&, google::protobuf::Empty*) {}

}  // namespace pipewright::organization
