#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "pipewright/organization/v1/auth_service.grpc.pb.h"
#include "tests/support/server/mail_server.h"

namespace pipewright::organization {
namespace {

using testing::Answer;
using testing::FieldsOf;
using testing::MailWorld;
using testing::ReasonOf;
using testing::TestCaller;
using Auth = v1::AuthService::Stub;

constexpr char kPassword[] = "long walks by the sea";
constexpr char kNewPassword[] = "short walks in the woods";

struct World : MailWorld {
  v1::AuthSession SignUp(const std::string& email) {
    v1::SignUpRequest request;
    request.set_email(email);
    request.set_password(kPassword);
    request.set_given_name("Anna");
    request.set_tenant_name("Acme");
    const auto session = server().Call(nullptr, &Auth::SignUp, request);
    INFO(session.status.error_message());
    REQUIRE(session.ok());
    return session.response;
  }
  Answer<v1::AuthSession> SignIn(const std::string& email, const std::string& password) {
    v1::SignInRequest request;
    request.set_email(email);
    request.set_password(password);
    return server().Call(nullptr, &Auth::SignIn, request);
  }
  grpc::Status Ask(const std::string& email) {
    v1::RequestPasswordResetRequest request;
    request.set_email(email);
    return server().Call(nullptr, &Auth::RequestPasswordReset, request).status;
  }
  grpc::Status Reset(const std::string& token, const std::string& password = kNewPassword) {
    v1::ResetPasswordRequest request;
    request.set_token(token);
    request.set_new_password(password);
    return server().Call(nullptr, &Auth::ResetPassword, request).status;
  }
  grpc::Status Me(const v1::AuthSession& session) {
    const TestCaller caller{session.access_token(), "", ""};
    return server().Call(&caller, &Auth::GetMe, v1::GetMeRequest()).status;
  }
};

TEST_CASE("who forgot the password gets a new one by mail, and every session ends", "[auth][mail]") {
  World world;
  const v1::AuthSession session = world.SignUp("anna@example.com");
  REQUIRE(world.Me(session).ok());
  REQUIRE(world.Ask("Anna@Example.com").ok());
  const std::string token = world.TokenFor("anna@example.com", "new password");
  REQUIRE(token.size() > 40);
  // A letter alone changes nothing.
  CHECK(world.Me(session).ok());
  CHECK(FieldsOf(world.Reset(token, "Password123")) == "new_password");
  REQUIRE(world.Reset(token).ok());
  CHECK(ReasonOf(world.Me(session)) == "SESSION_REVOKED");
  v1::RefreshSessionRequest refresh;
  refresh.set_refresh_token(session.refresh_token());
  CHECK(ReasonOf(world.server().Call(nullptr, &Auth::RefreshSession, refresh).status) == "SESSION_REVOKED");
  CHECK(ReasonOf(world.SignIn("anna@example.com", kPassword).status) == "CREDENTIALS_INVALID");
  CHECK(world.SignIn("anna@example.com", kNewPassword).ok());
  CHECK(ReasonOf(world.Reset(token, "a third one of mine")) == "CREDENTIALS_INVALID");
  CHECK(world.SignIn("anna@example.com", kNewPassword).ok());
}

TEST_CASE("asking for a new password tells nobody whether the address is known", "[attack][mail]") {
  World world;
  world.SignUp("anna@example.com");
  const std::vector<std::string> addresses = {"anna@example.com", "nobody@example.com"};
  for (int i = 0; i < 4; ++i) {
    std::vector<std::string> answers;
    for (const std::string& address : addresses) {
      const grpc::Status answer = world.Ask(address);
      answers.push_back(absl::StrCat(answer.error_code(), ReasonOf(answer)));
    }
    CHECK(answers[0] == answers[1]);
    CHECK(answers[0] == (i < 3 ? "0" : "8TOO_MANY_ATTEMPTS"));
  }
  CHECK(world.LetterTo("nobody@example.com") == "");
  CHECK(world.LetterTo("anna@example.com", "new password") != "");
  // However often it was asked for.
  CHECK(world.LetterTo("anna@example.com", "new password") == "");
}

TEST_CASE("the database never has the token of a letter", "[attack][mail]") {
  World world;
  world.SignUp("anna@example.com");
  REQUIRE(world.Ask("anna@example.com").ok());
  CHECK(world.RowsWith("pwa_") == "");
  CHECK(world.RowsWith("anna@example.com").find("letter_orders") != std::string::npos);
  const std::string token = world.TokenFor("anna@example.com", "new password");
  REQUIRE(token != "");
  CHECK(world.RowsWith(token) == "");
  CHECK(world.RowsWith(absl::BytesToHexString(token)) == "");
  // Nothing is left of the order either.
  CHECK(world.RowsWith("anna@example.com").find("letter_orders") == std::string::npos);
}

TEST_CASE("many letters asked for don't keep the owner out", "[attack][mail]") {
  World world;
  world.SignUp("anna@example.com");
  for (int i = 0; i < 16; ++i) world.Ask("anna@example.com");
  CHECK(world.SignIn("anna@example.com", kPassword).ok());
}

TEST_CASE("a changed password makes letters that lie somewhere useless", "[attack][mail]") {
  World world;
  const v1::AuthSession session = world.SignUp("anna@example.com");
  REQUIRE(world.Ask("anna@example.com").ok());
  const std::string token = world.TokenFor("anna@example.com", "new password");
  v1::ChangePasswordRequest change;
  change.set_current_password(kPassword);
  change.set_new_password(kNewPassword);
  const TestCaller caller{session.access_token(), "", ""};
  REQUIRE(world.server().Call(&caller, &Auth::ChangePassword, change).ok());
  CHECK(ReasonOf(world.Reset(token, "a third one of mine")) == "CREDENTIALS_INVALID");
}

TEST_CASE("tokens that were made up, or are for something else, are worth nothing", "[attack][mail]") {
  World world;
  const v1::AuthSession session = world.SignUp("anna@example.com");
  for (const std::string& token : {std::string("pwa_guess"), session.refresh_token(), session.access_token()}) {
    CHECK(ReasonOf(world.Reset(token)) == "CREDENTIALS_INVALID");
  }
  CHECK(FieldsOf(world.Reset("")) == "token");
  CHECK(FieldsOf(world.Reset(std::string(5000, 'x'))) == "token");
}

}  // namespace
}  // namespace pipewright::organization
