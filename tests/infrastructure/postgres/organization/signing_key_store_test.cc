#include "infrastructure/postgres/organization/signing_key_store.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "infrastructure/security/ed25519.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/test_database.h"

namespace pipewright::postgres {
namespace {

using organization::SigningKey;
using security::SecretBox;
using testing::AdminConnection;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);
const SecretBox kBox({std::string(SecretBox::kKeySize, '\x01')});
const SecretBox kOtherBox({std::string(SecretBox::kKeySize, '\x02')});
const SecretBox kBothBoxes({std::string(SecretBox::kKeySize, '\x02'), std::string(SecretBox::kKeySize, '\x01')});

// A database of its own: the keys belong to the installation.
struct Keys {
  Keys() { testing::MigrateDatabase(database.owner_url()); }

  // Makes the first keys, as a server with that box does.
  std::vector<SigningKey> Make(const SecretBox& box) {
    PostgresSigningKeyStore store(pool, box);
    REQUIRE(organization::EnsureSigningKeys(store, security::Ed25519KeyFactory(), kNow).ok());
    return Load(box).value();
  }
  absl::StatusOr<std::vector<SigningKey>> Load(const SecretBox& box) {
    return PostgresSigningKeyStore(pool, box).Load();
  }
  absl::Status SealAll(const SecretBox& box) { return PostgresSigningKeyStore(pool, box).SealAll(); }
  // How many rows show a private key to who reads the database.
  std::string Readable() { return Ask("select count(*) from signing_keys where length(private_key) = 32"); }
  std::string Ask(const std::string& sql) { return AdminConnection(database.owner_url()).Ask(sql); }

  testing::EmptyDatabase database;
  Pool pool{{database.app_url(), ""}, 1};
};

std::vector<std::string> PrivateKeys(const std::vector<SigningKey>& keys) {
  std::vector<std::string> texts;
  for (const SigningKey& key : keys) texts.push_back(key.private_key);
  return texts;
}

TEST_CASE("a database with a secret key shows no private key, and gives back what was stored", "[signing_keys]") {
  Keys keys;
  const auto made = keys.Make(kBox);
  REQUIRE(made.size() == 2);
  CHECK(made[0].private_key.size() == 32);
  CHECK(keys.Readable() == "0");
  CHECK(PrivateKeys(keys.Load(kBox).value()) == PrivateKeys(made));
  const auto signature = security::SignEd25519(made[0].private_key, "message");
  REQUIRE(signature.ok());
  CHECK(security::VerifyEd25519(made[0].public_key, "message", *signature));
}

TEST_CASE("a key is given back as it was stored, whatever its state", "[signing_keys]") {
  Keys keys;
  keys.Make(kBox);
  PostgresSigningKeyStore store(keys.pool, kBox);
  std::vector<SigningKey> rotated;
  REQUIRE(store
              .Change([&](std::vector<SigningKey> present) {
                auto changed =
                    organization::Rotated(std::move(present), security::Ed25519KeyFactory(), kNow + absl::Minutes(1));
                rotated = changed.value();
                return changed;
              })
              .ok());
  const auto loaded = keys.Load(kBox).value();
  REQUIRE(loaded.size() == 3);
  for (const SigningKey& key : rotated) {
    const auto same = std::find_if(loaded.begin(), loaded.end(), [&](const auto& one) { return one.id == key.id; });
    REQUIRE(same != loaded.end());
    CHECK(same->state == key.state);
    CHECK(same->private_key == key.private_key);
    CHECK(same->public_key == key.public_key);
    CHECK(same->create_time == key.create_time);
    if (key.state == organization::SigningKeyState::kRetired) {
      CHECK(same->retire_time == kNow + absl::Minutes(1));
    }
  }
}

TEST_CASE("keys from before there was a secret key go on working, and are sealed", "[signing_keys]") {
  Keys keys;
  const auto made = keys.Make(SecretBox());
  CHECK(keys.Readable() == "2");
  CHECK(PrivateKeys(keys.Load(kBox).value()) == PrivateKeys(made));
  REQUIRE(keys.SealAll(kBox).ok());
  CHECK(keys.Readable() == "0");
  CHECK(PrivateKeys(keys.Load(kBox).value()) == PrivateKeys(made));
}

TEST_CASE("a secret key is replaced by one in front of it", "[signing_keys]") {
  Keys keys;
  const auto made = keys.Make(kBox);
  REQUIRE(keys.SealAll(kBothBoxes).ok());
  CHECK(PrivateKeys(keys.Load(kOtherBox).value()) == PrivateKeys(made));
  CHECK_FALSE(keys.Load(kBox).ok());
}

TEST_CASE("what is sealed as it should be is not written again", "[signing_keys]") {
  Keys keys;
  keys.Make(kBox);
  const std::string before = keys.Ask("select string_agg(encode(private_key, 'hex'), ' ') from signing_keys");
  REQUIRE(keys.SealAll(kBox).ok());
  CHECK(keys.Ask("select string_agg(encode(private_key, 'hex'), ' ') from signing_keys") == before);
}

TEST_CASE("without the secret key a server says what to do, and changes nothing", "[signing_keys]") {
  Keys keys;
  const auto made = keys.Make(kBox);
  for (const SecretBox& wrong : {SecretBox(), kOtherBox}) {
    const absl::Status refused = keys.SealAll(wrong);
    CHECK(refused.code() == absl::StatusCode::kFailedPrecondition);
    CHECK_THAT(std::string(refused.message()), Catch::Contains("--secret-key-file"));
    PostgresSigningKeyStore store(keys.pool, wrong);
    CHECK_FALSE(store.Change([](std::vector<SigningKey> all) { return all; }).ok());
  }
  CHECK(PrivateKeys(keys.Load(kBox).value()) == PrivateKeys(made));
}

TEST_CASE("once keys are sealed, a key that isn't is refused", "[signing_keys][attack]") {
  Keys keys;
  const auto made = keys.Make(kBox);
  REQUIRE(keys.SealAll(kBox).ok());
  const SigningKey own = security::Ed25519KeyFactory().NewKey(kNow).value();
  AdminConnection stolen(keys.database.app_url());
  stolen.Ask("select store_signing_key($1, 'RETIRED', decode($2, 'hex'), decode($3, 'hex'), now(), now())",
             {own.id, absl::BytesToHexString(own.private_key), absl::BytesToHexString(own.public_key)});
  CHECK(keys.Load(kBox).status().code() == absl::StatusCode::kInternal);
  CHECK(keys.SealAll(kBox).code() == absl::StatusCode::kInternal);
  CHECK(keys.Readable() == "1");
  // The connection can't take back that keys are sealed.
  CHECK_THROWS(stolen.Ask("delete from server_secrets"));
  CHECK_THROWS(stolen.Ask("update server_secrets set name = 'x'"));
  keys.Ask("delete from signing_keys where length(private_key) = 32");
  CHECK(PrivateKeys(keys.Load(kBox).value()) == PrivateKeys(made));
}

TEST_CASE("a public key that isn't the private one's is refused", "[signing_keys][attack]") {
  Keys keys;
  keys.Make(kBox);
  const SigningKey own = security::Ed25519KeyFactory().NewKey(kNow).value();
  AdminConnection(keys.database.owner_url())
      .Ask("update signing_keys set public_key = decode($1, 'hex') where state = 'ACTIVE'",
           {absl::BytesToHexString(own.public_key)});
  CHECK(keys.Load(kBox).status().code() == absl::StatusCode::kInternal);
}

TEST_CASE("a sealed private key in another one's place is refused", "[signing_keys]") {
  Keys keys;
  keys.Make(kBox);
  keys.Ask("update signing_keys a set private_key = b.private_key from signing_keys b where a.id <> b.id");
  CHECK(keys.Load(kBox).status().code() == absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace pipewright::postgres
