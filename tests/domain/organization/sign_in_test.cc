// Passwords, sessions and the speed of attempts.
#include <catch2/catch.hpp>

#include "domain/organization/password_policy.h"
#include "domain/organization/session.h"
#include "domain/organization/sign_in_throttle.h"
#include "domain/organization/user.h"
#include "domain/shared/errors.h"

namespace pipewright::organization {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);
const PasswordOwner kAnna = {"anna.lindgren@example.com", "Anna-Sophie", "Lindgren"};

TEST_CASE("a password has at least 12 characters, not bytes") {
  CHECK_FALSE(CheckPassword("kqzvwxjyhbm", kAnna).ok());
  CHECK(CheckPassword("kqzvwxjyhbmp", kAnna).ok());
  // Six letters, twelve bytes.
  CHECK_FALSE(CheckPassword("\xC3\xA4\xC3\xB6\xC3\xBC\xC3\x9F\xC3\xA5\xC3\xB8", kAnna).ok());
  CHECK_FALSE(CheckPassword(std::string(300, 'x') + "abcdefg", kAnna).ok());
}

TEST_CASE("common passwords, runs and repetitions are refused") {
  for (const char* weak :
       {"Password12345", "password1234!", "123456789012", "987654321098", "qwertyuiop12", "aaaaaaaaaaaa",
        "abababababab", "1qaz2wsx3edc", "!!welcome2024", "abcdefghijklm", "Administrator1"}) {
    CAPTURE(weak);
    CHECK(DetailsOf(CheckPassword(weak, kAnna)).reason == Reason::kWeakPassword);
  }
}

TEST_CASE("a password made of the owner's name or address is refused") {
  for (const char* weak : {"anna.lindgren@example.com", "Anna.Lindgren1", "Lindgren1987", "Anna-SophieLindgren"}) {
    CAPTURE(weak);
    CHECK(DetailsOf(CheckPassword(weak, kAnna)).reason == Reason::kWeakPassword);
  }
  CHECK(CheckPassword("lindgren likes long walks", kAnna).ok());
}

TEST_CASE("the refusal of a password doesn't repeat it") {
  const absl::Status status = CheckPassword("Password123", kAnna);
  CHECK(status.message().find("Password123") == absl::string_view::npos);
}

Session NewSession() {
  return Session::Start(SessionId(), UserId(), std::nullopt, TokenHash{1}, {"127.0.0.1", "", "test"}, kNow);
}

TEST_CASE("a refresh spends one token and puts the next in its place") {
  Session session = NewSession();
  REQUIRE(session.Refresh(RefreshTokenKind::kCurrent, TokenHash{2}, kNow + absl::Minutes(15)).ok());
  CHECK(session.state().refresh_hash == TokenHash{2});
  CHECK(session.state().expire_time == kNow + absl::Minutes(15) + Session::kIdleLifetime);
}

TEST_CASE("a spent refresh token ends the session for everybody") {
  Session session = NewSession();
  CHECK(DetailsOf(session.Refresh(RefreshTokenKind::kSpent, TokenHash{3}, kNow)).reason == Reason::kRefreshTokenReused);
  CHECK(session.state().end == SessionEnd::kTokenReused);
  CHECK(DetailsOf(session.Refresh(RefreshTokenKind::kCurrent, TokenHash{4}, kNow)).reason == Reason::kSessionRevoked);
}

TEST_CASE("a session nobody refreshes ends by itself") {
  Session session = NewSession();
  CHECK(session.CheckAlive(kNow + Session::kIdleLifetime - absl::Seconds(1)).ok());
  CHECK(DetailsOf(session.Refresh(RefreshTokenKind::kCurrent, TokenHash{2}, kNow + Session::kIdleLifetime)).reason ==
        Reason::kTokenExpired);
}

TEST_CASE("a session can't be refreshed past its longest life") {
  Session session = NewSession();
  absl::Time now = kNow;
  while (session.Refresh(RefreshTokenKind::kCurrent, TokenHash{2}, now).ok()) now += absl::Hours(24);
  CHECK(now == kNow + Session::kMaxLifetime);
}

TEST_CASE("the first reason for a session's end stays") {
  Session session = NewSession();
  session.End(SessionEnd::kSignedOut, kNow);
  session.End(SessionEnd::kRevoked, kNow + absl::Hours(1));
  CHECK(session.state().end == SessionEnd::kSignedOut);
  CHECK(session.state().end_time == kNow);
}

TEST_CASE("attempts are free at first, then each doubles the wait") {
  SignInThrottle throttle;
  absl::Time now = kNow;
  for (int i = 0; i < SignInThrottle::kPasswords.free_attempts; ++i) REQUIRE(throttle.Attempt(now).ok());
  CHECK(DetailsOf(throttle.Attempt(now)).retry_delay == absl::Seconds(1));
  now += absl::Seconds(1);
  CHECK(throttle.Attempt(now).ok());
  CHECK(DetailsOf(throttle.Attempt(now)).retry_delay == absl::Seconds(2));
  CHECK(DetailsOf(throttle.Attempt(now)).reason == Reason::kTooManyAttempts);
}

TEST_CASE("an attempt that succeeded is taken back, and there are never fewer than none") {
  SignInThrottle throttle;
  for (int i = 0; i < SignInThrottle::kPasswords.free_attempts; ++i) REQUIRE(throttle.Attempt(kNow).ok());
  REQUIRE_FALSE(throttle.Attempt(kNow).ok());
  throttle.TakeBack();
  CHECK(throttle.Attempt(kNow).ok());
  SignInThrottle fresh;
  fresh.TakeBack();
  CHECK(fresh.attempts == 0);
}

TEST_CASE("the wait has an upper bound and is forgotten after a day") {
  SignInThrottle throttle;
  absl::Time now = kNow;
  for (int i = 0; i < 60; ++i) {
    REQUIRE(throttle.Attempt(now).ok());
    now += SignInThrottle::kPasswords.longest_wait;
  }
  now += SignInThrottle::kMemory;
  CHECK(throttle.Attempt(now).ok());
  CHECK(throttle.attempts == 1);
}

TEST_CASE("a locked user may not sign in") {
  UserState state;
  CHECK(User::Restore(state).CheckMaySignIn().ok());
  state.status = UserStatus::kLocked;
  CHECK(DetailsOf(User::Restore(state).CheckMaySignIn()).reason == Reason::kUserDisabled);
}

}  // namespace
}  // namespace pipewright::organization
