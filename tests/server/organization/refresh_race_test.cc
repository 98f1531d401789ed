// One refresh token, used from two places at the same moment.
#include <array>
#include <barrier>
#include <catch2/catch.hpp>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "pipewright/organization/v1/auth_service.grpc.pb.h"
#include "tests/support/server/test_server.h"

namespace pipewright::organization {
namespace {

using testing::Answer;
using testing::ReasonOf;
using testing::TestCaller;
using testing::TestServer;
using Auth = v1::AuthService::Stub;
using Session = Answer<v1::AuthSession>;

constexpr int kRounds = 50;

Session SignUp() {
  v1::SignUpRequest request;
  request.set_email(absl::StrCat("race-", absl::ToUnixNanos(absl::Now()), "@example.com"));
  request.set_password("long walks by the sea");
  request.set_given_name("Anna");
  request.set_tenant_name("Acme & Sons");
  return TestServer::Get().Call(nullptr, &Auth::SignUp, request);
}

Session SignInAgain(const Session& session) {
  v1::SignInRequest request;
  request.set_email(session->user().email());
  request.set_password("long walks by the sea");
  return TestServer::Get().Call(nullptr, &Auth::SignIn, request);
}

Session Refresh(const std::string& token) {
  v1::RefreshSessionRequest request;
  request.set_refresh_token(token);
  return TestServer::Get().Call(nullptr, &Auth::RefreshSession, request);
}

std::string RefusalOf(const std::string& access_token) {
  const TestCaller caller{access_token, "", ""};
  return ReasonOf(TestServer::Get().Call(&caller, &Auth::GetMe, v1::GetMeRequest()).status);
}

// Both sent at once.
std::array<Session, 2> RefreshTwice(const std::string& token) {
  std::array<Session, 2> answers;
  std::barrier start(2);
  std::thread other([&] {
    start.arrive_and_wait();
    answers[1] = Refresh(token);
  });
  start.arrive_and_wait();
  answers[0] = Refresh(token);
  other.join();
  return answers;
}

TEST_CASE("of two uses of a refresh token at once one is answered, and the other ends the session", "[auth][race]") {
  const Session person = SignUp();
  REQUIRE(person.ok());
  for (int round = 0; round < kRounds; ++round) {
    CAPTURE(round);
    const Session session = SignInAgain(person);
    REQUIRE(session.ok());
    const auto answers = RefreshTwice(session->refresh_token());
    REQUIRE(answers[0].ok() != answers[1].ok());
    const Session& answered = answers[0].ok() ? answers[0] : answers[1];
    const Session& refused = answers[0].ok() ? answers[1] : answers[0];
    REQUIRE(ReasonOf(refused.status) == "REFRESH_TOKEN_REUSED");
    // Nothing of the family is good any more, whoever holds it.
    REQUIRE(RefusalOf(answered->access_token()) == "SESSION_REVOKED");
    REQUIRE(RefusalOf(session->access_token()) == "SESSION_REVOKED");
    REQUIRE(ReasonOf(Refresh(answered->refresh_token()).status) == "SESSION_REVOKED");
    REQUIRE(ReasonOf(Refresh(session->refresh_token()).status) == "REFRESH_TOKEN_REUSED");
  }
  // The person's other session has nothing to do with it.
  CHECK(RefusalOf(person->access_token()).empty());
}

}  // namespace
}  // namespace pipewright::organization
