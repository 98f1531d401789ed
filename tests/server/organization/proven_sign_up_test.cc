#include <catch2/catch.hpp>
#include <string>

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

// Where addresses must be proven.
struct World : MailWorld {
  World() : MailWorld([](server::BackendOptions& options) { options.sign_up = SignUpPolicy::kProven; }) {}

  grpc::Status Ask(const std::string& email) {
    v1::RequestSignUpRequest request;
    request.set_email(email);
    return server().Call(nullptr, &Auth::RequestSignUp, request).status;
  }
  Answer<v1::AuthSession> SignUp(const std::string& email, const std::string& proof,
                                 const std::string& password = kPassword) {
    v1::SignUpRequest request;
    request.set_email(email);
    request.set_password(password);
    request.set_given_name("Anna");
    request.set_tenant_name("Acme");
    request.set_email_proof(proof);
    return server().Call(nullptr, &Auth::SignUp, request);
  }
  std::string ProofFor(const std::string& email) { return TokenFor(email, "Sign up", "eyJ"); }
};

TEST_CASE("by the letter's proof somebody signs up with an address that is theirs", "[auth][mail]") {
  World world;
  REQUIRE(world.Ask("Anna@Example.com").ok());
  const std::string proof = world.ProofFor("anna@example.com");
  REQUIRE(proof.size() > 100);
  CHECK(world.RowsWith(proof) == "");
  CHECK(ReasonOf(world.SignUp("ben@example.com", proof).status) == "CREDENTIALS_INVALID");
  CHECK(ReasonOf(world.SignUp("anna@example.com", absl::StrCat(proof, "x")).status) == "CREDENTIALS_INVALID");
  CHECK(FieldsOf(world.SignUp("anna@example.com", std::string(3000, 'x')).status) == "email_proof");
  const auto session = world.SignUp("anna@example.com", proof);
  INFO(session.status.error_message());
  REQUIRE(session.ok());
  CHECK(session->user().email_verified());
  // A proof is no access token.
  const TestCaller caller{proof, "", ""};
  CHECK(ReasonOf(world.server().Call(&caller, &Auth::GetMe, v1::GetMeRequest()).status) == "CREDENTIALS_INVALID");
}

TEST_CASE("where addresses must be proven, no answer tells whether somebody has one", "[attack][mail]") {
  World world;
  REQUIRE(world.Ask("anna@example.com").ok());
  REQUIRE(world.SignUp("anna@example.com", world.ProofFor("anna@example.com")).ok());
  for (const char* const address : {"anna@example.com", "ben@example.com"}) {
    const grpc::Status refused = world.SignUp(address, "", "another long password").status;
    CHECK(refused.error_code() == grpc::StatusCode::UNAUTHENTICATED);
    CHECK(ReasonOf(refused) == "CREDENTIALS_MISSING");
    CHECK(world.Ask(address).ok());
  }
  // Only in the mail stands whether there is an account.
  CHECK(world.LetterTo("anna@example.com", "has an account already").find("eyJ") == std::string::npos);
  CHECK(world.ProofFor("ben@example.com") != "");
  CHECK(world.SignUp("anna@example.com", "").ok());
}

TEST_CASE("whose password has changed is told so by mail, whoever changed it", "[auth][mail]") {
  World world;
  REQUIRE(world.Ask("anna@example.com").ok());
  const auto session = world.SignUp("anna@example.com", world.ProofFor("anna@example.com"));
  REQUIRE(session.ok());
  v1::ChangePasswordRequest change;
  change.set_current_password(kPassword);
  change.set_new_password(kNewPassword);
  const TestCaller caller{session->access_token(), "", ""};
  REQUIRE(world.server().Call(&caller, &Auth::ChangePassword, change).ok());
  CHECK(world.LetterTo("anna@example.com", "Your password has changed") != "");
  v1::RequestPasswordResetRequest ask;
  ask.set_email("anna@example.com");
  REQUIRE(world.server().Call(nullptr, &Auth::RequestPasswordReset, ask).ok());
  v1::ResetPasswordRequest reset;
  reset.set_token(world.TokenFor("anna@example.com", "new password"));
  reset.set_new_password("a third one of mine");
  REQUIRE(world.server().Call(nullptr, &Auth::ResetPassword, reset).ok());
  CHECK(world.LetterTo("anna@example.com", "Your password has changed") != "");
}

}  // namespace
}  // namespace pipewright::organization
