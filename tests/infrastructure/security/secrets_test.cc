// Passwords, random tokens, ids and phone numbers.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/time/clock.h"
#include "infrastructure/security/argon2_password_hasher.h"
#include "infrastructure/security/phone_number_library.h"
#include "infrastructure/security/random.h"
#include "infrastructure/security/uuid_generator.h"

namespace pipewright::security {
namespace {

TEST_CASE("SHA-256 of abc is that of FIPS 180-4") {
  const auto hash = Sha256("abc");
  CHECK(absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(hash.data()), hash.size())) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("a password is verified by its hash and no other is") {
  const Argon2PasswordHasher hasher;
  const std::string hash = hasher.Hash("long walks by the sea").value();
  CHECK(hash.find("$argon2id$v=19$m=19456,t=2,p=1$") == 0);
  CHECK(hasher.Verify("long walks by the sea", hash));
  CHECK_FALSE(hasher.Verify("long walks by the lake", hash));
  CHECK_FALSE(hasher.Verify("", hash));
  CHECK_FALSE(hasher.Verify("long walks by the sea", "$argon2id$damaged"));
  CHECK(hasher.Hash("long walks by the sea").value() != hash);
}

TEST_CASE("without a hash no password is right, and finding out takes as long") {
  const Argon2PasswordHasher hasher;
  const std::string hash = hasher.Hash("long walks by the sea").value();
  const auto time_of = [](auto&& work) {
    absl::Duration best = absl::InfiniteDuration();
    for (int i = 0; i < 3; ++i) {
      const absl::Time start = absl::Now();
      work();
      best = std::min(best, absl::Now() - start);
    }
    return best;
  };
  const absl::Duration wrong = time_of([&] { CHECK_FALSE(hasher.Verify("wrong", hash)); });
  const absl::Duration unknown = time_of([&] { CHECK_FALSE(hasher.Verify("wrong", std::nullopt)); });
  CHECK(unknown > wrong / 3);
  CHECK(unknown < wrong * 3);
}

TEST_CASE("a hash with other parameters is outdated") {
  const Argon2PasswordHasher hasher;
  CHECK_FALSE(hasher.IsOutdated(hasher.Hash("long walks by the sea").value()));
  CHECK(hasher.IsOutdated("$argon2id$v=19$m=4096,t=3,p=1$c2FsdHNhbHQ$aGFzaA"));
}

TEST_CASE("secret tokens are never the same and are kept as their hash") {
  const RandomSecretTokens tokens("pwr_");
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const auto token = tokens.New();
    CHECK(token.text.size() == 4 + 43);
    CHECK(tokens.HashOf(token.text) == token.hash);
    CHECK(seen.insert(token.text).second);
  }
}

class ManualClock : public Clock {
 public:
  absl::Time Now() const override { return now; }
  absl::Time now = absl::FromUnixMillis(1'700'000'000'000);
};

TEST_CASE("ids sort in the order they were made, also when the clock stands still or steps back") {
  ManualClock clock;
  UuidGenerator ids(clock);
  std::vector<Uuid> made;
  for (int i = 0; i < 10'000; ++i) made.push_back(ids.NewUuid());
  clock.now -= absl::Seconds(5);
  for (int i = 0; i < 10; ++i) made.push_back(ids.NewUuid());
  clock.now += absl::Minutes(1);
  made.push_back(ids.NewUuid());
  CHECK(std::is_sorted(made.begin(), made.end()));
  CHECK(std::set<Uuid>(made.begin(), made.end()).size() == made.size());
  CHECK(made.back().ToString()[14] == '7');
}

TEST_CASE("random ids are never the same and tell no time") {
  ManualClock clock;
  UuidGenerator ids(clock);
  std::set<Uuid> made;
  std::set<std::string> beginnings;
  for (int i = 0; i < 1000; ++i) {
    const Uuid id = ids.NewRandomUuid();
    made.insert(id);
    beginnings.insert(id.ToString().substr(0, 13));
    CHECK(id.ToString()[14] == '4');
  }
  CHECK(made.size() == 1000);
  CHECK(beginnings.size() > 990);
}

TEST_CASE("phone numbers are brought to E.164") {
  const PhoneNumberLibrary phones;
  CHECK(phones.Normalize("+49 (171) 123-4567", "").value().value() == "+491711234567");
  CHECK(phones.Normalize("0171 1234567", "DE").value().value() == "+491711234567");
  CHECK(phones.Normalize("(212) 555-0143", "US").value().value() == "+12125550143");
}

TEST_CASE("what is no phone number is refused, saying why") {
  const PhoneNumberLibrary phones;
  for (const char* text : {"", "hello", "0171 1234567", "+49 1", "+1 212 555 0143 ext. 7", "+999 123456"}) {
    CAPTURE(text);
    CHECK_FALSE(phones.Normalize(text, "").ok());
  }
}

}  // namespace
}  // namespace pipewright::security
