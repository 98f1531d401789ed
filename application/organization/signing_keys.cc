#include "application/organization/signing_keys.h"

#include <algorithm>
#include <utility>

#include "application/organization/ports.h"
#include "domain/shared/status_macros.h"

namespace pipewright::organization {
namespace {

// Longer than anything lives that a key signs: clocks differ, and a server may hold an old key for a while.
const absl::Duration kRetention = AddressProofs::kLifetime + AccessTokens::kLifetime;

bool Has(const std::vector<SigningKey>& keys, SigningKeyState state) {
  return std::any_of(keys.begin(), keys.end(), [state](const SigningKey& key) { return key.state == state; });
}

}  // namespace

absl::Span<const EnumName<SigningKeyState>> NamesOf(SigningKeyState) {
  static constexpr EnumName<SigningKeyState> kNames[] = {
      {SigningKeyState::kNext, "NEXT"}, {SigningKeyState::kActive, "ACTIVE"}, {SigningKeyState::kRetired, "RETIRED"}};
  return kNames;
}

absl::StatusOr<std::vector<SigningKey>> Rotated(std::vector<SigningKey> keys, const SigningKeyFactory& factory,
                                                absl::Time now) {
  const auto is_useless = [now](const SigningKey& key) {
    return key.state == SigningKeyState::kRetired && now - key.retire_time >= kRetention;
  };
  keys.erase(std::remove_if(keys.begin(), keys.end(), is_useless), keys.end());
  for (SigningKey& key : keys) {
    if (key.state == SigningKeyState::kActive) {
      key.state = SigningKeyState::kRetired;
      key.retire_time = now;
    } else if (key.state == SigningKeyState::kNext) {
      key.state = SigningKeyState::kActive;
    }
  }
  if (!Has(keys, SigningKeyState::kActive)) {
    ASSIGN_OR_RETURN(SigningKey active, factory.NewKey(now));
    active.state = SigningKeyState::kActive;
    keys.push_back(std::move(active));
  }
  ASSIGN_OR_RETURN(SigningKey next, factory.NewKey(now));
  next.state = SigningKeyState::kNext;
  keys.push_back(std::move(next));
  return keys;
}

absl::Status EnsureSigningKeys(SigningKeyStore& store, const SigningKeyFactory& factory, absl::Time now) {
  ASSIGN_OR_RETURN(const std::vector<SigningKey> present, store.Load());
  if (Has(present, SigningKeyState::kActive)) return absl::OkStatus();
  return store.Change([&](std::vector<SigningKey> keys) -> absl::StatusOr<std::vector<SigningKey>> {
    if (Has(keys, SigningKeyState::kActive)) return keys;
    return Rotated(std::move(keys), factory, now);
  });
}

}  // namespace pipewright::organization
