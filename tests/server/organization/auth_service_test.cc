#include <catch2/catch.hpp>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "pipewright/organization/v1/auth_service.grpc.pb.h"
#include "pipewright/organization/v1/member_service.grpc.pb.h"
#include "pipewright/organization/v1/tenant_service.grpc.pb.h"
#include "pipewright/sales/v1/pipeline_service.grpc.pb.h"
#include "tests/support/server/test_server.h"

namespace pipewright::organization {
namespace {

using testing::Answer;
using testing::FieldsOf;
using testing::ReasonOf;
using testing::TestCaller;
using testing::TestServer;
using Auth = v1::AuthService::Stub;

constexpr char kPassword[] = "long walks by the sea";

std::string UniqueEmail() {
  static int count = 0;
  return absl::StrCat("anna-", absl::ToUnixNanos(absl::Now()), "-", ++count, "@example.com");
}

v1::SignUpRequest SignUpOf(const std::string& email) {
  v1::SignUpRequest request;
  request.set_email(email);
  request.set_password(kPassword);
  request.set_given_name("Anna");
  request.set_family_name("Lindgren");
  request.set_tenant_name("Acme & Sons");
  return request;
}

Answer<v1::AuthSession> SignUp(const std::string& email) {
  return TestServer::Get().Call(nullptr, &Auth::SignUp, SignUpOf(email));
}

Answer<v1::AuthSession> SignIn(const std::string& email, const std::string& password) {
  v1::SignInRequest request;
  request.set_email(email);
  request.set_password(password);
  return TestServer::Get().Call(nullptr, &Auth::SignIn, request);
}

Answer<v1::AuthSession> Refresh(const std::string& token) {
  v1::RefreshSessionRequest request;
  request.set_refresh_token(token);
  return TestServer::Get().Call(nullptr, &Auth::RefreshSession, request);
}

Answer<v1::Me> GetMe(const std::string& access_token) {
  const TestCaller caller{access_token, "", ""};
  return TestServer::Get().Call(&caller, &Auth::GetMe, v1::GetMeRequest());
}

TEST_CASE("signing up founds a tenant whose owner is signed in", "[auth]") {
  const std::string email = UniqueEmail();
  const auto session = SignUp(email);
  REQUIRE(session.ok());
  CHECK(session->user().email() == email);
  CHECK(session->tenant().name() == "Acme & Sons");
  CHECK(session->tenant().slug().find("acme-sons-") == 0);
  CHECK(session->tenants_size() == 1);

  const auto me = GetMe(session->access_token());
  REQUIRE(me.ok());
  CHECK(me->user().id() == session->user().id());
  CHECK(me->tenant_id() == session->tenant().id());
  CHECK(me->session_id() == session->session_id());
  REQUIRE(me->grants_size() == 1);
  CHECK(me->grants(0).scope() == v1::GRANT_SCOPE_ALL);
  CHECK_FALSE(me->platform_operator());
}

TEST_CASE("a new tenant has a default pipeline to put opportunities into", "[auth]") {
  const TestCaller owner = TestServer::Get().SignUp();
  const auto pipelines = TestServer::Get().Call(&owner, &sales::v1::PipelineService::Stub::ListPipelines,
                                                sales::v1::ListPipelinesRequest());
  REQUIRE(pipelines.ok());
  REQUIRE(pipelines->pipelines_size() == 1);
  CHECK(pipelines->pipelines(0).default_pipeline());
  CHECK(pipelines->pipelines(0).stages_size() >= 3);
  CHECK(pipelines->pipelines(0).created_by() == owner.user_id);
}

TEST_CASE("signing up again with the right password gives the person one more tenant", "[auth]") {
  const std::string email = UniqueEmail();
  const auto first = SignUp(email);
  REQUIRE(first.ok());
  const auto second = SignUp(email);
  REQUIRE(second.ok());
  CHECK(second->user().id() == first->user().id());
  CHECK(second->tenant().id() != first->tenant().id());
  CHECK(second->tenants_size() == 2);

  v1::SignUpRequest stranger = SignUpOf(email);
  stranger.set_password("another long password");
  const auto refused = TestServer::Get().Call(nullptr, &Auth::SignUp, stranger);
  CHECK(refused.status.error_code() == grpc::StatusCode::ALREADY_EXISTS);
  CHECK(ReasonOf(refused.status) == "EMAIL_TAKEN");
}

TEST_CASE("a slug belongs to one tenant, and nothing is left of the one that wanted it too", "[auth]") {
  v1::SignUpRequest request = SignUpOf(UniqueEmail());
  const std::string slug = absl::StrCat("s", absl::ToUnixNanos(absl::Now()));
  request.set_tenant_slug(slug);
  REQUIRE(TestServer::Get().Call(nullptr, &Auth::SignUp, request).ok());
  const std::string email = UniqueEmail();
  request.set_email(email);
  CHECK(ReasonOf(TestServer::Get().Call(nullptr, &Auth::SignUp, request).status) == "SLUG_TAKEN");
  CHECK(ReasonOf(SignIn(email, kPassword).status) == "CREDENTIALS_INVALID");
}

TEST_CASE("a weak password and a wrong address are refused by name", "[auth]") {
  v1::SignUpRequest request = SignUpOf(UniqueEmail());
  request.set_password("Password123");
  const auto weak = TestServer::Get().Call(nullptr, &Auth::SignUp, request);
  CHECK(ReasonOf(weak.status) == "WEAK_PASSWORD");
  CHECK(FieldsOf(weak.status) == "password");
  request = SignUpOf("nobody");
  request.set_tenant_slug("-");
  CHECK(FieldsOf(TestServer::Get().Call(nullptr, &Auth::SignUp, request).status) == "email,tenant_slug");
}

TEST_CASE("an unknown address and a wrong password give the same answer", "[auth]") {
  const std::string email = UniqueEmail();
  REQUIRE(SignUp(email).ok());
  const auto wrong = SignIn(email, "not the password");
  const auto unknown = SignIn(UniqueEmail(), "not the password");
  CHECK(wrong.status.error_code() == grpc::StatusCode::UNAUTHENTICATED);
  CHECK(ReasonOf(wrong.status) == "CREDENTIALS_INVALID");
  CHECK(unknown.status.error_code() == wrong.status.error_code());
  CHECK(ReasonOf(unknown.status) == ReasonOf(wrong.status));
  CHECK(unknown.status.error_message() == wrong.status.error_message());
}

TEST_CASE("after many attempts an address has to wait, whether or not it is somebody's", "[auth]") {
  const std::string known = UniqueEmail();
  REQUIRE(SignUp(known).ok());
  for (const std::string& email : {known, UniqueEmail()}) {
    std::string last;
    for (int i = 0; i < 11; ++i) last = ReasonOf(SignIn(email, "not the password").status);
    CHECK(last == "TOO_MANY_ATTEMPTS");
    // Not even with the right one. The wait is short: ask at once.
    CHECK(SignIn(email, kPassword).status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED);
  }
}

TEST_CASE("a refresh gives new tokens, and a spent one ends the session", "[auth]") {
  const auto session = SignUp(UniqueEmail());
  REQUIRE(session.ok());
  const auto refreshed = Refresh(session->refresh_token());
  REQUIRE(refreshed.ok());
  CHECK(refreshed->refresh_token() != session->refresh_token());
  CHECK(refreshed->session_id() == session->session_id());
  CHECK(refreshed->tenant().id() == session->tenant().id());
  REQUIRE(GetMe(refreshed->access_token()).ok());

  const auto stolen = Refresh(session->refresh_token());
  CHECK(stolen.status.error_code() == grpc::StatusCode::UNAUTHENTICATED);
  CHECK(ReasonOf(stolen.status) == "REFRESH_TOKEN_REUSED");
  CHECK(ReasonOf(Refresh(refreshed->refresh_token()).status) == "SESSION_REVOKED");
  CHECK(ReasonOf(GetMe(refreshed->access_token()).status) == "SESSION_REVOKED");
  CHECK(ReasonOf(Refresh("pwr_guess").status) == "CREDENTIALS_INVALID");
}

TEST_CASE("signing out ends the session at once", "[auth]") {
  const auto session = SignUp(UniqueEmail());
  const TestCaller caller{session->access_token(), "", ""};
  REQUIRE(GetMe(session->access_token()).ok());
  REQUIRE(TestServer::Get().Call(&caller, &Auth::SignOut, v1::SignOutRequest()).ok());
  CHECK(ReasonOf(GetMe(session->access_token()).status) == "SESSION_REVOKED");
  CHECK(ReasonOf(Refresh(session->refresh_token()).status) == "SESSION_REVOKED");
}

TEST_CASE("changing the password ends the other sessions and keeps this one", "[auth]") {
  const std::string email = UniqueEmail();
  REQUIRE(SignUp(email).ok());
  const auto other = SignIn(email, kPassword);
  const auto own = SignIn(email, kPassword);
  REQUIRE(GetMe(other->access_token()).ok());
  const TestCaller caller{own->access_token(), "", ""};

  v1::ChangePasswordRequest request;
  request.set_current_password("not the password");
  request.set_new_password("short walks in the woods");
  CHECK(ReasonOf(TestServer::Get().Call(&caller, &Auth::ChangePassword, request).status) == "CREDENTIALS_INVALID");
  request.set_current_password(kPassword);
  request.set_new_password("123456789012");
  CHECK(FieldsOf(TestServer::Get().Call(&caller, &Auth::ChangePassword, request).status) == "new_password");
  request.set_new_password("short walks in the woods");
  REQUIRE(TestServer::Get().Call(&caller, &Auth::ChangePassword, request).ok());

  CHECK(GetMe(own->access_token()).ok());
  CHECK(ReasonOf(GetMe(other->access_token()).status) == "SESSION_REVOKED");
  CHECK(ReasonOf(SignIn(email, kPassword).status) == "CREDENTIALS_INVALID");
  CHECK(SignIn(email, "short walks in the woods").ok());
}

TEST_CASE("a user sees and ends own sessions, and nobody else's", "[auth]") {
  const std::string email = UniqueEmail();
  REQUIRE(SignUp(email).ok());
  const auto first = SignIn(email, kPassword);
  const auto second = SignIn(email, kPassword);
  const TestCaller caller{second->access_token(), "", ""};
  const auto list = TestServer::Get().Call(&caller, &Auth::ListSessions, v1::ListSessionsRequest());
  REQUIRE(list.ok());
  REQUIRE(list->sessions_size() == 3);
  CHECK(list->sessions(0).id() == second->session_id());
  CHECK(list->sessions(0).current());
  CHECK_FALSE(list->sessions(1).current());

  v1::RevokeSessionRequest revoke;
  revoke.set_id(first->session_id());
  const auto stranger = SignUp(UniqueEmail());
  const TestCaller somebody{stranger->access_token(), "", ""};
  CHECK(TestServer::Get().Call(&somebody, &Auth::RevokeSession, revoke).status.error_code() ==
        grpc::StatusCode::NOT_FOUND);
  REQUIRE(TestServer::Get().Call(&caller, &Auth::RevokeSession, revoke).ok());
  CHECK(ReasonOf(GetMe(first->access_token()).status) == "SESSION_REVOKED");
}

TEST_CASE("a user sees own sessions page by page", "[auth]") {
  const std::string email = UniqueEmail();
  const auto oldest = SignUp(email);
  REQUIRE(oldest.ok());
  const auto newest = SignIn(email, kPassword);
  const TestCaller caller{newest->access_token(), "", ""};
  v1::ListSessionsRequest request;
  request.set_page_size(1);
  const auto first = TestServer::Get().Call(&caller, &Auth::ListSessions, request);
  REQUIRE(first.ok());
  REQUIRE(first->sessions_size() == 1);
  CHECK(first->sessions(0).id() == newest->session_id());
  request.set_page_token(first->next_page_token());
  const auto second = TestServer::Get().Call(&caller, &Auth::ListSessions, request);
  REQUIRE(second.ok());
  REQUIRE(second->sessions_size() == 1);
  CHECK(second->sessions(0).id() == oldest->session_id());
  CHECK(second->next_page_token().empty());
  const auto stranger = SignUp(UniqueEmail());
  const TestCaller somebody{stranger->access_token(), "", ""};
  CHECK(ReasonOf(TestServer::Get().Call(&somebody, &Auth::ListSessions, request).status) == "INVALID_PAGE_TOKEN");
}

TEST_CASE("a call without credentials, or with damaged ones, is refused", "[auth]") {
  CHECK(ReasonOf(TestServer::Get().Call(nullptr, &Auth::GetMe, v1::GetMeRequest()).status) == "CREDENTIALS_MISSING");
  const auto session = SignUp(UniqueEmail());
  std::string token = session->access_token();
  token[token.size() / 2] = token[token.size() / 2] == 'A' ? 'B' : 'A';
  CHECK(ReasonOf(GetMe(token).status) == "CREDENTIALS_INVALID");
}

TEST_CASE("a user of several tenants picks one by metadata, and only one of their own", "[auth]") {
  const std::string email = UniqueEmail();
  const auto first = SignUp(email);
  const auto second = SignUp(email);
  const auto stranger = SignUp(UniqueEmail());
  const auto tenant_of_call = [&](const std::string& asked) {
    Auth stub(TestServer::Get().channel());
    grpc::ClientContext context;
    context.AddMetadata("authorization", absl::StrCat("Bearer ", second->access_token()));
    if (!asked.empty()) context.AddMetadata("x-pipewright-tenant", asked);
    v1::Me me;
    const grpc::Status status = stub.GetMe(&context, v1::GetMeRequest(), &me);
    return status.ok() ? me.tenant_id() : ReasonOf(status);
  };
  CHECK(tenant_of_call("") == second->tenant().id());
  CHECK(tenant_of_call(first->tenant().id()) == first->tenant().id());
  CHECK(tenant_of_call(stranger->tenant().id()) == "NOT_A_MEMBER");
  CHECK(tenant_of_call("0190f3c2-7b1e-7c3a-9d4e-5f60718293a4") == "NOT_A_MEMBER");
  CHECK(tenant_of_call("acme") == "INVALID_FIELD");
}

TEST_CASE("a second authorization or tenant in the metadata is refused, whatever it says", "[auth][attack]") {
  const auto session = SignUp(UniqueEmail());
  const std::string bearer = absl::StrCat("Bearer ", session->access_token());
  using Metadata = std::vector<std::pair<std::string, std::string>>;
  const auto reason = [&](const Metadata& metadata) {
    Auth stub(TestServer::Get().channel());
    grpc::ClientContext context;
    for (const auto& [key, value] : metadata) context.AddMetadata(key, value);
    v1::Me me;
    return ReasonOf(stub.GetMe(&context, v1::GetMeRequest(), &me));
  };
  const std::string tenant = session->tenant().id();
  CHECK(reason({{"authorization", bearer}, {"x-pipewright-tenant", tenant}}).empty());
  CHECK(reason({{"authorization", bearer}, {"authorization", bearer}}) == "CREDENTIALS_INVALID");
  CHECK(reason({{"authorization", bearer}, {"authorization", "Bearer x"}}) == "CREDENTIALS_INVALID");
  CHECK(reason({{"authorization", bearer}, {"x-pipewright-tenant", tenant}, {"x-pipewright-tenant", tenant}}) ==
        "INVALID_FIELD");
}

}  // namespace
}  // namespace pipewright::organization
