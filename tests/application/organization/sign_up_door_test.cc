#include "application/organization/sign_up_door.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/support/application/fake_auth.h"
#include "tests/support/status_matchers.h"

namespace pipewright::organization {
namespace {

// Where addresses must be proven; somebody has the first.
struct Fixture : FakeAuth {
  static constexpr char kKnown[] = "anna@example.com";
  static constexpr char kUnknown[] = "ben@example.com";

  Fixture() {
    User anna = User::Register(NewId<UserId>(ids), {EmailAddress::Parse(kKnown).value(), "Anna", ""},
                               std::string("v1:") + kPassword, uow.now())
                    .value();
    REQUIRE(uow.identities().AddUser(anna).ok());
  }

  absl::Status Ask(const std::string& email, const std::string& captcha = "") {
    return proven_door.Handle(RequestContext(), RequestSignUp{EmailAddress::Parse(email).value(), captcha}).status();
  }
  absl::StatusOr<AuthSession> SignUpWith(const std::string& email, const std::string& password,
                                         const std::string& proof = "") {
    SignUp command = SignUpOf(email);
    command.password = password;
    command.email_proof = proof;
    return proven.Handle(RequestContext(), command);
  }
  std::string LetterTo(const std::string& email) {
    const auto letter =
        proven_door.Write({ids.NewUuid(), mail::LetterKind::kSignUp, EmailAddress::Parse(email).value()}, uow);
    REQUIRE(letter.ok());
    return letter->has_value() ? (*letter)->text() : "";
  }
  std::string ProofOf(const std::string& email) {
    return proofs.Issue(EmailAddress::Parse(email).value(), uow.now()).value().text;
  }

  SignUpDoor proven_door = DoorOf(SignUpPolicy::kProven);
  AuthCommands proven = CommandsBehind(proven_door);
};

TEST_CASE("where addresses must be proven, signing up tells no stranger whether somebody has one", "[attack]") {
  Fixture f;
  std::vector<std::string> answers;
  std::vector<int> verifications;
  for (const char* const email : {Fixture::kKnown, Fixture::kUnknown}) {
    const int before = f.passwords.verifications;
    const absl::Status refused = f.SignUpWith(email, "another long password").status();
    CHECK(ReasonOf(refused) == Reason::kCredentialsMissing);
    answers.push_back(refused.ToString());
    verifications.push_back(f.passwords.verifications - before);
    // However often it is tried.
    absl::Status last;
    for (int i = 0; i < SignInThrottle::kPasswords.free_attempts; ++i) {
      last = f.SignUpWith(email, "another long password").status();
    }
    CHECK(ReasonOf(last) == Reason::kTooManyAttempts);
  }
  CHECK(answers[0] == answers[1]);
  CHECK(verifications == std::vector<int>{1, 1});
  CHECK(f.uow.identities().users.size() == 1);
}

TEST_CASE("who reads the address's mail signs up, and the address counts as verified") {
  Fixture f;
  REQUIRE(f.Ask(Fixture::kUnknown).ok());
  const std::string proof = f.ProofOf(Fixture::kUnknown);
  CHECK(f.LetterTo(Fixture::kUnknown).find("https://crm.example/account#sign-up=" + proof + "\n") != std::string::npos);
  const size_t letters = f.uow.identities().letters().waiting.size();
  const auto session = f.SignUpWith(Fixture::kUnknown, Fixture::kPassword, proof);
  INFO(session.status());
  REQUIRE(session.ok());
  CHECK(session->user.email_verified());
  // There is nothing left to verify.
  CHECK(f.uow.identities().letters().waiting.size() == letters);
}

TEST_CASE("an address that has an account gets no proof, and its owner is told so", "[attack]") {
  Fixture f;
  const std::string letter = f.LetterTo(Fixture::kKnown);
  CHECK(letter.find("has an account already") != std::string::npos);
  CHECK(letter.find("until") == std::string::npos);
  // Who had a proof from before the account was made learns no more than the address's reader may.
  CHECK(ReasonOf(f.SignUpWith(Fixture::kKnown, "another long password", f.ProofOf(Fixture::kKnown)).status()) ==
        Reason::kEmailTaken);
}

TEST_CASE("a proof counts for its address and its time", "[attack]") {
  Fixture f;
  const std::string proof = f.ProofOf("carl@example.com");
  for (const char* const email : {Fixture::kKnown, Fixture::kUnknown}) {
    CHECK(ReasonOf(f.SignUpWith(email, Fixture::kPassword, proof).status()) == Reason::kCredentialsInvalid);
  }
  f.uow.clock.now += AddressProofs::kLifetime;
  CHECK(ReasonOf(f.SignUpWith("carl@example.com", Fixture::kPassword, proof).status()) == Reason::kTokenExpired);
  CHECK(f.uow.identities().users.size() == 1);
}

TEST_CASE("asking for a proof does the same for every address", "[attack]") {
  Fixture f;
  const size_t before = f.uow.identities().letters().waiting.size();
  for (const char* const email : {Fixture::kKnown, Fixture::kUnknown}) {
    for (int i = 0; i < 3; ++i) CHECK(f.Ask(email).ok());
    CHECK(ReasonOf(f.Ask(email)) == Reason::kTooManyAttempts);
  }
  CHECK(f.uow.identities().letters().waiting.size() == before + 2);
  CHECK(absl::IsInvalidArgument(f.Ask("dora@example.com", "program")));
  CHECK(f.uow.identities().letters().waiting.size() == before + 2);
}

TEST_CASE("where nobody signs up, nobody does, and nothing is looked at") {
  Fixture f;
  const SignUpDoor door = f.DoorOf(SignUpPolicy::kClosed);
  const AuthCommands commands = f.CommandsBehind(door);
  const int verifications = f.passwords.verifications;
  for (const char* const email : {Fixture::kKnown, Fixture::kUnknown}) {
    CHECK(absl::IsPermissionDenied(commands.Handle(RequestContext(), Fixture::SignUpOf(email)).status()));
    CHECK(absl::IsPermissionDenied(
        door.Handle(RequestContext(), RequestSignUp{EmailAddress::Parse(email).value(), ""}).status()));
  }
  CHECK(f.passwords.verifications == verifications);
  CHECK(f.uow.tenants().rows().empty());
}

}  // namespace
}  // namespace pipewright::organization
