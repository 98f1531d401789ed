#include "infrastructure/security/signing_keyring.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/security/jwt.h"

namespace pipewright::security {
namespace {

using organization::SigningKey;
using organization::SigningKeyState;

constexpr absl::Duration kKeyMaxAge = absl::Minutes(1);
// How soon an unknown key id may send us to the store again: a stream of forged ones must not.
constexpr absl::Duration kUnknownKeyMaxAge = absl::Seconds(5);
constexpr absl::Duration kTellEvery = absl::Minutes(1);
const absl::Duration kAlwaysLoad = -absl::Nanoseconds(1);

const SigningKey* ActiveOf(const std::vector<SigningKey>& keys) {
  for (const SigningKey& key : keys) {
    if (key.state == SigningKeyState::kActive) return &key;
  }
  return nullptr;
}

}  // namespace

absl::StatusOr<std::string> SigningKeyring::Sign(absl::string_view type, absl::string_view payload,
                                                 absl::Time now) const {
  Keys keys = KeysNotOlderThan(kKeyMaxAge, now);
  const SigningKey* key = ActiveOf(*keys);
  if (key == nullptr) {
    RETURN_IF_ERROR(EnsureSigningKeys(store_, factory_, now));
    keys = KeysNotOlderThan(kAlwaysLoad, now);
    key = ActiveOf(*keys);
  }
  if (key == nullptr) {
    return Unavailable(Reason::kDatabaseUnavailable, "the server has no signing key at hand", absl::Seconds(5));
  }
  const nlohmann::json header = {{"alg", "EdDSA"}, {"typ", std::string(type)}, {"kid", key->id}};
  return SignJws(header.dump(), payload, key->private_key);
}

std::optional<std::string> SigningKeyring::Verify(absl::string_view type, absl::string_view token,
                                                  absl::Time now) const {
  const auto public_key_of = [&](const std::string& kid) -> std::optional<std::string> {
    for (const absl::Duration max_age : {kKeyMaxAge, kUnknownKeyMaxAge}) {
      const Keys keys = KeysNotOlderThan(max_age, now);
      for (const SigningKey& key : *keys) {
        if (key.id == kid) return key.public_key;
      }
    }
    return std::nullopt;
  };
  return VerifyJws(type, token, public_key_of);
}

SigningKeyring::Keys SigningKeyring::KeysNotOlderThan(absl::Duration max_age, absl::Time now) const {
  const std::lock_guard lock(mutex_);
  if (now - load_time_ <= max_age) return keys_;
  auto loaded = store_.Load();
  if (!loaded.ok()) {
    if (absl::IsInternal(loaded.status()) && on_refused_ != nullptr && now - told_time_ >= kTellEvery) {
      told_time_ = now;
      on_refused_(loaded.status());
    }
    return keys_;
  }
  keys_ = std::make_shared<std::vector<SigningKey>>(*std::move(loaded));
  load_time_ = now;
  return keys_;
}

}  // namespace pipewright::security
