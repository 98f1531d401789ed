#include "application/organization/auth_commands.h"

#include <catch2/catch.hpp>

#include "tests/support/application/fake_auth.h"

namespace pipewright::organization {
namespace {

constexpr const char* kPassword = FakeAuth::kPassword;

struct Fixture : FakeAuth {
  absl::StatusOr<AuthSession> DoSignIn(const std::string& email, const std::string& password) {
    return commands.Handle(RequestContext(), SignInOf(email, password));
  }
};

TEST_CASE("signing up makes a user, a tenant with an owner, what it starts with, and a session") {
  Fixture f;
  const auto session = f.commands.Handle(RequestContext(), Fixture::SignUpOf("anna@example.com"));
  REQUIRE(session.ok());
  CHECK(f.uow.identities().users.size() == 1);
  REQUIRE(f.uow.memberships().rows().size() == 1);
  CHECK(f.uow.memberships().rows().begin()->second.is_active_owner());
  CHECK(f.starter.started == 1);
  CHECK(session->tenant == f.uow.tenants().rows().begin()->first);
  CHECK(f.uow.identities().sessions.count(session->session_id) == 1);
  CHECK(f.uow.identities().throttles.empty());
}

TEST_CASE("who doesn't pass for a person signs up nobody, and learns of nobody") {
  Fixture f;
  REQUIRE(f.commands.Handle(RequestContext(), Fixture::SignUpOf("anna@example.com")).ok());
  const int verifications = f.passwords.verifications;
  for (const char* const address : {"anna@example.com", "ben@example.com"}) {
    SignUp command = Fixture::SignUpOf(address);
    command.captcha_response = "program";
    const absl::Status refused = f.commands.Handle(RequestContext(), command).status();
    REQUIRE(absl::IsInvalidArgument(refused));
    CHECK(DetailsOf(refused).fields.front().field == "captcha_response");
  }
  CHECK(f.passwords.verifications == verifications);
  CHECK(f.uow.identities().throttles.empty());
  CHECK(f.uow.identities().users.size() == 1);
}

TEST_CASE("the password is looked at for an unknown address too") {
  Fixture f;
  const auto refused = f.DoSignIn("nobody@example.com", kPassword);
  CHECK(DetailsOf(refused.status()).reason == Reason::kCredentialsInvalid);
  CHECK(f.passwords.verifications == 1);
}

TEST_CASE("a failed sign-in is noted of the account, or of none, and one that succeeds is not") {
  Fixture f;
  const auto session = f.commands.Handle(RequestContext(), Fixture::SignUpOf("anna@example.com"));
  REQUIRE(f.DoSignIn("anna@example.com", kPassword).ok());
  auto& noted = f.uow.identities().failed_sign_ins;
  CHECK(noted.empty());
  CHECK_FALSE(f.DoSignIn("anna@example.com", "wrong").ok());
  CHECK_FALSE(f.DoSignIn("nobody@example.com", kPassword).ok());
  f.uow.identities().users.at(session->user.id).status = UserStatus::kLocked;
  CHECK_FALSE(f.DoSignIn("anna@example.com", kPassword).ok());
  CHECK(noted == std::vector<std::optional<UserId>>{session->user.id, std::nullopt, session->user.id});
}

TEST_CASE("an attempt counts before the password is looked at, and success forgets it") {
  Fixture f;
  REQUIRE(f.commands.Handle(RequestContext(), Fixture::SignUpOf("anna@example.com")).ok());
  for (int i = 0; i < SignInThrottle::kPasswords.free_attempts; ++i)
    CHECK_FALSE(f.DoSignIn("anna@example.com", "wrong").ok());
  const int verifications = f.passwords.verifications;
  CHECK(DetailsOf(f.DoSignIn("anna@example.com", kPassword).status()).reason == Reason::kTooManyAttempts);
  CHECK(f.passwords.verifications == verifications);
  f.uow.clock.now += SignInThrottle::kPasswords.first_wait;
  CHECK(f.DoSignIn("anna@example.com", kPassword).ok());
  CHECK(f.uow.identities().throttles.empty());
}

TEST_CASE("a locked user learns it only with the right password") {
  Fixture f;
  const auto session = f.commands.Handle(RequestContext(), Fixture::SignUpOf("anna@example.com"));
  f.uow.identities().users.at(session->user.id).status = UserStatus::kLocked;
  CHECK(DetailsOf(f.DoSignIn("anna@example.com", "wrong").status()).reason == Reason::kCredentialsInvalid);
  CHECK(DetailsOf(f.DoSignIn("anna@example.com", kPassword).status()).reason == Reason::kUserDisabled);
}

TEST_CASE("an outdated hash is renewed by signing in") {
  Fixture f;
  const auto session = f.commands.Handle(RequestContext(), Fixture::SignUpOf("anna@example.com"));
  std::string& hash = f.uow.identities().users.at(session->user.id).password_hash;
  hash = absl::StrCat("v0:", kPassword);
  REQUIRE(f.DoSignIn("anna@example.com", kPassword).ok());
  CHECK(f.uow.identities().users.at(session->user.id).password_hash == absl::StrCat("v1:", kPassword));
}

TEST_CASE("a spent refresh token ends the session, and the end is stored and told") {
  Fixture f;
  const auto session = f.commands.Handle(RequestContext(), Fixture::SignUpOf("anna@example.com"));
  const auto second = f.commands.Handle(RequestContext(), RefreshSession{session->refresh_token});
  REQUIRE(second.ok());
  const auto replayed = f.commands.Handle(RequestContext(), RefreshSession{session->refresh_token});
  CHECK(DetailsOf(replayed.status()).reason == Reason::kRefreshTokenReused);
  CHECK(f.uow.identities().sessions.at(session->session_id).end == SessionEnd::kTokenReused);
  CHECK(f.callers.users == std::vector<UserId>{session->user.id});
  CHECK(DetailsOf(f.commands.Handle(RequestContext(), RefreshSession{second->refresh_token}).status()).reason ==
        Reason::kSessionRevoked);
}

TEST_CASE("a user who was locked can't refresh") {
  Fixture f;
  const auto session = f.commands.Handle(RequestContext(), Fixture::SignUpOf("anna@example.com"));
  f.uow.identities().users.at(session->user.id).status = UserStatus::kLocked;
  CHECK(DetailsOf(f.commands.Handle(RequestContext(), RefreshSession{session->refresh_token}).status()).reason ==
        Reason::kUserDisabled);
}

TEST_CASE("a changed password ends the user's other sessions") {
  Fixture f;
  const auto first = f.commands.Handle(RequestContext(), Fixture::SignUpOf("anna@example.com"));
  const auto second = f.DoSignIn("anna@example.com", kPassword);
  REQUIRE(second.ok());
  REQUIRE(f.commands.Handle(Fixture::Of(*second), ChangePassword{kPassword, "short walks in the woods"}).ok());
  CHECK(f.uow.identities().sessions.at(first->session_id).end == SessionEnd::kPasswordChanged);
  CHECK_FALSE(f.uow.identities().sessions.at(second->session_id).end.has_value());
  CHECK(f.DoSignIn("anna@example.com", "short walks in the woods").ok());
}

TEST_CASE("asking to work in a tenant that isn't one's own is refused at sign-in") {
  Fixture f;
  REQUIRE(f.commands.Handle(RequestContext(), Fixture::SignUpOf("anna@example.com")).ok());
  const auto refused = f.commands.Handle(
      RequestContext(), SignIn{EmailAddress::Parse("anna@example.com").value(), kPassword, TenantId(Uuid({99}))});
  CHECK(DetailsOf(refused.status()).reason == Reason::kNotAMember);
}

}  // namespace
}  // namespace pipewright::organization
