#include "application/organization/password_reset.h"

#include <catch2/catch.hpp>
#include <string>
#include <utility>

#include "application/organization/sign_in_attempts.h"
#include "tests/support/application/fake_security_events.h"
#include "tests/support/application/fake_sign_in.h"
#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/status_matchers.h"

namespace pipewright::organization {
namespace {

constexpr char kNewPassword[] = "short walks in the woods";

struct Fixture {
  UserId Register(const std::string& email) {
    const auto id = NewId<UserId>(ids);
    User user =
        User::Register(id, {EmailAddress::Parse(email).value(), "Anna", ""}, "v1:the old one", uow.now()).value();
    REQUIRE(uow.identities().AddUser(user).ok());
    return id;
  }
  absl::Status Ask(const std::string& email) {
    return reset.Handle(RequestContext(), RequestPasswordReset{EmailAddress::Parse(email).value()}).status();
  }
  absl::Status Reset(const std::string& token, const std::string& password = kNewPassword) {
    return reset.Handle(RequestContext(), ResetPassword{token, password}).status();
  }
  // The text of the letter to an address; empty: there is nobody to write to.
  std::string LetterTo(const std::string& email) {
    const auto letter =
        reset.Write({ids.NewUuid(), mail::LetterKind::kPasswordReset, EmailAddress::Parse(email).value()}, uow);
    REQUIRE(letter.ok());
    return letter->has_value() ? (*letter)->text() : "";
  }
  UserState& StateOf(const UserId& user) { return uow.identities().users.at(user); }
  size_t LivingSessions(const UserId& user) {
    return uow.identities().SessionsOf(user, uow.now(), std::nullopt, 100)->size();
  }

  FakeUnitOfWork uow;
  FakeTransactor transactor{uow};
  FakePasswordHasher passwords;
  FakeSecretTokens tokens;
  FakeCallerCache callers;
  FakeIds ids;
  AccountLetters letters{"https://crm.example/account"};
  FakeSecurityEvents told;
  PasswordReset reset{{transactor, passwords, tokens, letters, callers, told, ids}};
};

TEST_CASE("whoever asks for a new password learns nothing about the address", "[attack]") {
  Fixture f;
  f.Register("anna@example.com");
  CHECK(f.Ask("anna@example.com").ok());
  CHECK(f.Ask("nobody@example.com").ok());
  // The same was done for both: an order, and an attempt that is remembered.
  CHECK(f.uow.identities().letters().waiting.size() == 2);
  CHECK(f.uow.identities().throttles.size() == 2);
  CHECK(f.uow.identities().account_tokens.empty());
  for (const char* const email : {"anna@example.com", "nobody@example.com"}) {
    absl::Status last;
    for (int i = 0; i < 3; ++i) last = f.Ask(email);
    CHECK(ReasonOf(last) == Reason::kTooManyAttempts);
  }
  // The letters for an address don't pile up.
  CHECK(f.uow.identities().letters().waiting.size() == 2);
  CHECK(f.LetterTo("nobody@example.com") == "");
}

TEST_CASE("asking for letters doesn't keep the owner from signing in", "[attack]") {
  Fixture f;
  while (f.Ask("anna@example.com").ok()) continue;
  CHECK(f.uow.identities().throttles.count(f.tokens.HashOf("anna@example.com")) == 0);
}

TEST_CASE("while too many letters wait nobody gets one, and that is said") {
  Fixture f;
  f.uow.identities().letters().full = true;
  const absl::Status full = f.Ask("anna@example.com");
  CHECK(absl::IsUnavailable(full));
  CHECK(DetailsOf(full).retry_delay.has_value());
}

TEST_CASE("the token of the letter gives a new password, once, and ends every session") {
  Fixture f;
  const UserId anna = f.Register("anna@example.com");
  for (int i = 0; i < 2; ++i) {
    REQUIRE(f.uow.identities()
                .AddSession(
                    Session::Start(NewId<SessionId>(f.ids), anna, std::nullopt, f.tokens.New().hash, {}, f.uow.now()))
                .ok());
  }
  const std::string letter = f.LetterTo("anna@example.com");
  CHECK(letter.find("https://crm.example/account#reset-password=secret-3\n") != std::string::npos);
  CHECK(f.Reset("secret-3").ok());
  CHECK(f.StateOf(anna).password_hash == std::string("v1:") + kNewPassword);
  CHECK(f.LivingSessions(anna) == 0);
  CHECK(f.callers.users == std::vector<UserId>{anna});
  CHECK(ReasonOf(f.Reset("secret-3", "and another one of mine")) == Reason::kCredentialsInvalid);
  CHECK(f.StateOf(anna).password_hash == std::string("v1:") + kNewPassword);
}

TEST_CASE("a new password by mail is told with its user, and a refused one with why", "[security]") {
  Fixture f;
  const UserId anna = f.Register("anna@example.com");
  f.LetterTo("anna@example.com");
  CHECK_FALSE(f.Reset("secret-1", "123456789012").ok());  // a weak one is nothing to tell
  CHECK(f.told.events.empty());
  REQUIRE(f.Reset("secret-1").ok());
  CHECK_FALSE(f.Reset("secret-1").ok());
  REQUIRE(f.told.events.size() == 2);
  CHECK(f.told.events[0].kind == SecurityEventKind::kPasswordChanged);
  CHECK(f.told.events[0].user == anna);
  CHECK(f.told.events[1].kind == SecurityEventKind::kPasswordChangeFailed);
  CHECK(f.told.events[1].reason == Reason::kCredentialsInvalid);
  CHECK_FALSE(f.told.events[1].user.has_value());
}

TEST_CASE("a new password by mail opens the account to its owner, also where others have guessed", "[attack]") {
  Fixture f;
  f.Register("anna@example.com");
  const auto email = EmailAddress::Parse("anna@example.com").value();
  const RequestContext hotel;
  const auto count = [&] { return CountSignInAttempt(f.tokens, hotel, email, f.uow).status(); };
  while (count().ok()) continue;
  auto& throttles = f.uow.identities().throttles;
  throttles[f.tokens.HashOf("anna@example.com")].attempts = SignInThrottle::kPasswordsEverywhere.free_attempts;
  throttles[f.tokens.HashOf("anna@example.com")].last_attempt_time = f.uow.now();
  f.LetterTo("anna@example.com");
  REQUIRE(ReasonOf(count()) == Reason::kTooManyAttempts);
  REQUIRE(f.Reset("secret-1").ok());
  CHECK(count().ok());
}

TEST_CASE("a later letter takes the place of an earlier one, and both end after an hour") {
  Fixture f;
  f.Register("anna@example.com");
  f.LetterTo("anna@example.com");
  f.LetterTo("anna@example.com");
  CHECK(ReasonOf(f.Reset("secret-1")) == Reason::kCredentialsInvalid);
  f.uow.clock.now += AccountToken::kPasswordResetLifetime;
  CHECK(ReasonOf(f.Reset("secret-2")) == Reason::kTokenExpired);
  f.uow.clock.now -= absl::Seconds(1);
  CHECK(f.Reset("secret-2").ok());
}

TEST_CASE("a password that is easy to guess doesn't use the token up") {
  Fixture f;
  f.Register("anna@example.com");
  f.LetterTo("anna@example.com");
  const absl::Status weak = f.Reset("secret-1", "anna@example.com");
  CHECK(ReasonOf(weak) == Reason::kWeakPassword);
  CHECK(FieldsOf(weak) == "new_password");
  CHECK(f.Reset("secret-1").ok());
}

TEST_CASE("whoever may not sign in gets no letter, and an older one is of no use") {
  Fixture f;
  const UserId anna = f.Register("anna@example.com");
  f.LetterTo("anna@example.com");
  f.StateOf(anna).status = UserStatus::kLocked;
  CHECK(f.LetterTo("anna@example.com") == "");
  CHECK(ReasonOf(f.Reset("secret-1")) == Reason::kUserDisabled);
  CHECK(f.StateOf(anna).password_hash == "v1:the old one");
}

TEST_CASE("a letter without a page brings the bare token") {
  const auto letter = AccountLetters("").PasswordReset(EmailAddress::Parse("anna@example.com").value(), "pwa_x",
                                                       absl::FromUnixSeconds(0));
  REQUIRE(letter.ok());
  CHECK(letter->text().find("\n\npwa_x\n\n") != std::string::npos);
  CHECK(letter->text().find("1970-01-01 00:00 UTC") != std::string::npos);
}

}  // namespace
}  // namespace pipewright::organization
