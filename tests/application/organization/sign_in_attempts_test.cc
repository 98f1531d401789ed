// Guessing passwords: how far it gets, and whom it keeps out.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/support/application/fake_auth.h"

namespace pipewright::organization {
namespace {

constexpr const char* kPassword = FakeAuth::kPassword;
constexpr char kAnna[] = "anna@example.com";
constexpr char kHome[] = "home";
constexpr char kElsewhere[] = "away";
constexpr int kHere = SignInThrottle::kPasswords.free_attempts;
constexpr int kEverywhere = SignInThrottle::kPasswordsEverywhere.free_attempts;

// Anna has signed up at home.
struct Account : FakeAuth {
  Account() { REQUIRE(commands.Handle(From(kHome), SignUpOf(kAnna)).ok()); }
  static RequestContext From(const std::string& network) {
    RequestContext context;
    context.client_network = network;
    return context;
  }
  absl::Status SignInFrom(const std::string& network, const std::string& password = kPassword,
                          const std::string& email = kAnna) {
    return commands.Handle(From(network), SignInOf(email, password)).status();
  }
  // How many of so many guesses had their password looked at.
  int Guess(const std::string& network, int guesses, const std::string& email = kAnna) {
    const int before = passwords.verifications;
    for (int i = 0; i < guesses; ++i) CHECK_FALSE(SignInFrom(network, "wrong", email).ok());
    return passwords.verifications - before;
  }
  // From so many networks, as often from each as one is let.
  int GuessFromMany(int networks, const std::string& email = kAnna) {
    int looked_at = 0;
    for (int i = 0; i < networks; ++i) looked_at += Guess(absl::StrCat("bot", i), kHere, email);
    return looked_at;
  }
};

Reason ReasonFor(const absl::Status& status) { return DetailsOf(status).reason; }

TEST_CASE("sixteen wrong guesses from elsewhere don't keep the owner out, at home or on a journey", "[attack]") {
  Account account;
  CHECK(account.Guess(kElsewhere, 16) == kHere);
  CHECK(account.SignInFrom(kHome).ok());
  CHECK(account.SignInFrom("hotel").ok());
}

TEST_CASE("whoever guesses in one place is stopped there, also with the right password", "[attack]") {
  Account account;
  CHECK(account.Guess(kElsewhere, 3 * kHere) == kHere);
  CHECK(ReasonFor(account.SignInFrom(kElsewhere)) == Reason::kTooManyAttempts);
}

TEST_CASE("whoever guesses in many places is stopped in all of them, and the places that the account knows stay open",
          "[attack]") {
  Account account;
  REQUIRE(account.SignInFrom("office").ok());
  CHECK(account.GuessFromMany(2 * kEverywhere / kHere) == kEverywhere);
  CHECK(ReasonFor(account.SignInFrom("hotel")) == Reason::kTooManyAttempts);
  CHECK(account.SignInFrom(kHome).ok());
  CHECK(account.SignInFrom("office").ok());
}

TEST_CASE("a place that the account knows has its own limit", "[attack]") {
  Account account;
  CHECK(account.Guess(kHome, 3 * kHere) == kHere);
  CHECK(ReasonFor(account.SignInFrom(kHome)) == Reason::kTooManyAttempts);
  CHECK(account.SignInFrom("hotel").ok());
}

TEST_CASE("a success takes back its own attempt, and not those of others", "[attack]") {
  Account account;
  CHECK(account.GuessFromMany(kEverywhere / kHere - 1) == kEverywhere - kHere);
  for (int i = 0; i < 2 * kHere; ++i) REQUIRE(account.SignInFrom(absl::StrCat("hotel", i)).ok());
  CHECK(account.Guess("more1", kHere) == kHere);
  CHECK(account.Guess("more2", kHere) == 0);
}

TEST_CASE("a session makes its place known, also after its end", "[attack]") {
  Account account;
  REQUIRE(account.SignInFrom("hotel").ok());
  for (auto& [id, session] : account.uow.identities().sessions) {
    session.end = SessionEnd::kSignedOut;
    session.end_time = account.uow.clock.now;
  }
  account.GuessFromMany(2 * kEverywhere / kHere);
  CHECK(account.SignInFrom("hotel").ok());
}

TEST_CASE("another account's places are not this one's", "[attack]") {
  Account account;
  FakeIdentities& identities = account.uow.identities();
  const auto eve = NewId<UserId>(account.ids);
  User user =
      User::Register(eve, {EmailAddress::Parse("eve@example.com").value(), "Eve", ""}, "v1:hers", account.uow.clock.now)
          .value();
  REQUIRE(identities.AddUser(user).ok());
  REQUIRE(identities
              .AddSession(Session::Start(NewId<SessionId>(account.ids), eve, std::nullopt, TokenHash{9},
                                         {"", "lair", ""}, account.uow.clock.now))
              .ok());
  account.GuessFromMany(2 * kEverywhere / kHere);
  CHECK(account.Guess("lair", 1) == 0);
}

TEST_CASE("an address that is nobody's is answered like one that is somebody's, guess by guess", "[attack]") {
  Account account;
  const auto answers = [&](const std::string& email) {
    std::vector<std::string> all;
    for (int i = 0; i < 2 * kEverywhere / kHere; ++i) {
      for (int guess = 0; guess <= kHere; ++guess) {
        all.push_back(account.SignInFrom(absl::StrCat("bot", i), "wrong", email).ToString());
      }
    }
    return all;
  };
  CHECK(answers(kAnna) == answers("nobody@example.com"));
}

}  // namespace
}  // namespace pipewright::organization
