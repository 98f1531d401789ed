#include "application/organization/watched_auth_commands.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "domain/shared/errors.h"
#include "tests/support/application/fake_auth.h"
#include "tests/support/application/fake_security_events.h"

namespace pipewright::organization {
namespace {

using Kind = SecurityEventKind;

constexpr const char* kPassword = FakeAuth::kPassword;

struct Watched : FakeAuth {
  AuthSession SignUpAnna() {
    const auto session = commands.Handle(RequestContext(), SignUpOf("anna@example.com"));
    REQUIRE(session.ok());
    return *session;
  }
  absl::Status DoSignIn(const std::string& password) {
    return commands.Handle(RequestContext(), SignInOf("anna@example.com", password)).status();
  }
  // The events since the last time.
  std::vector<SecurityEvent> News() { return std::exchange(told.events, {}); }

  FakeSecurityEvents told;
  WatchedAuthCommands commands{FakeAuth::commands, told};
};

TEST_CASE("signing up and signing in are told with the user and the tenant", "[security]") {
  Watched test;
  const AuthSession session = test.SignUpAnna();
  REQUIRE(test.DoSignIn(kPassword).ok());
  const auto news = test.News();
  REQUIRE(news.size() == 2);
  CHECK(news[0].kind == Kind::kSignedUp);
  CHECK(news[1].kind == Kind::kSignedIn);
  for (const SecurityEvent& event : news) {
    CHECK(event.user == session.user.id);
    CHECK(event.tenant == session.tenant);
    CHECK(event.tried_address.empty());
  }
}

TEST_CASE("a refused sign-in is told with the account that was tried and why", "[security]") {
  Watched test;
  test.SignUpAnna();
  test.News();
  for (int i = 0; i < SignInThrottle::kPasswords.free_attempts; ++i) CHECK_FALSE(test.DoSignIn("wrong").ok());
  CHECK_FALSE(test.DoSignIn(kPassword).ok());
  const auto news = test.News();
  REQUIRE(static_cast<int>(news.size()) == SignInThrottle::kPasswords.free_attempts + 1);
  for (const SecurityEvent& event : news) {
    CHECK(event.kind == Kind::kSignInFailed);
    CHECK(event.tried_address == "anna@example.com");
    CHECK_FALSE(event.user.has_value());
  }
  CHECK(news.front().reason == Reason::kCredentialsInvalid);
  CHECK(news.back().reason == Reason::kTooManyAttempts);
}

TEST_CASE("a program that wants to sign up is told with the address that it tried", "[security]") {
  Watched test;
  SignUp command = FakeAuth::SignUpOf("anna@example.com");
  command.captcha_response = "program";
  CHECK_FALSE(test.commands.Handle(RequestContext(), command).ok());
  const auto news = test.News();
  REQUIRE(news.size() == 1);
  CHECK(news[0].kind == Kind::kSignInFailed);
  CHECK(news[0].tried_address == "anna@example.com");
}

TEST_CASE("a database that is away says nothing about who calls", "[security]") {
  Watched test;
  test.transactor.away = Unavailable(Reason::kDatabaseUnavailable, "away", absl::Seconds(1));
  CHECK_FALSE(test.DoSignIn(kPassword).ok());
  ErrorDetails no_room;
  no_room.reason = Reason::kDatabaseUnavailable;
  test.transactor.away = MakeError(absl::StatusCode::kResourceExhausted, "full", no_room);
  CHECK_FALSE(test.DoSignIn(kPassword).ok());
  CHECK(test.News().empty());
}

TEST_CASE("a spent refresh token is told apart from one that never was", "[security]") {
  Watched test;
  const AuthSession session = test.SignUpAnna();
  test.News();
  REQUIRE(test.commands.Handle(RequestContext(), RefreshSession{session.refresh_token}).ok());
  CHECK(test.News().empty());
  CHECK_FALSE(test.commands.Handle(RequestContext(), RefreshSession{session.refresh_token}).ok());
  CHECK_FALSE(test.commands.Handle(RequestContext(), RefreshSession{"made up"}).ok());
  const auto news = test.News();
  REQUIRE(news.size() == 2);
  CHECK(news[0].kind == Kind::kRefreshTokenReused);
  CHECK(news[1].kind == Kind::kRefreshFailed);
}

TEST_CASE("a changed password, one that wasn't, and the end of a session are told of their user", "[security]") {
  Watched test;
  const AuthSession session = test.SignUpAnna();
  const RequestContext anna = Watched::Of(session);
  test.News();
  CHECK_FALSE(test.commands.Handle(anna, ChangePassword{"wrong", "short walks by the lake"}).ok());
  CHECK(test.commands.Handle(anna, ChangePassword{kPassword, "short walks by the lake"}).ok());
  CHECK(test.commands.Handle(anna, GetMe{}).ok());
  CHECK(test.commands.Handle(anna, SignOut{}).ok());
  const auto news = test.News();
  REQUIRE(news.size() == 3);
  CHECK(news[0].kind == Kind::kPasswordChangeFailed);
  CHECK(news[1].kind == Kind::kPasswordChanged);
  CHECK(news[2].kind == Kind::kSessionEnded);
  for (const SecurityEvent& event : news) CHECK(event.user == session.user.id);
}

}  // namespace
}  // namespace pipewright::organization
