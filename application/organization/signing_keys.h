// The keys that sign access tokens: what is stored, and how one follows another.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "domain/shared/enum_names.h"

namespace pipewright::organization {

enum class SigningKeyState {
  kNext,     // known to all servers already, so that its first token is understood everywhere
  kActive,   // signs
  kRetired,  // still verifies what it signed
};
absl::Span<const EnumName<SigningKeyState>> NamesOf(SigningKeyState);

// An Ed25519 key pair in raw form (RFC 8032), 32 bytes each.
struct SigningKey {
  std::string id;  // the token's "kid"
  SigningKeyState state = SigningKeyState::kNext;
  std::string private_key;
  std::string public_key;
  absl::Time create_time = absl::UnixEpoch();
  absl::Time retire_time = absl::InfiniteFuture();  // only of a retired one
};

// Makes key pairs. Thread safe.
class SigningKeyFactory {
 public:
  virtual ~SigningKeyFactory() = default;
  virtual absl::StatusOr<SigningKey> NewKey(absl::Time now) const = 0;
};

// The next key becomes active, the active one retired, a new one next; keys retired so long ago that nothing they
// signed is valid any more go. From no keys at all it makes an active and a next one.
absl::StatusOr<std::vector<SigningKey>> Rotated(std::vector<SigningKey> keys, const SigningKeyFactory& factory,
                                                absl::Time now);

// Where the keys are kept. Thread safe.
class SigningKeyStore {
 public:
  virtual ~SigningKeyStore() = default;
  virtual absl::StatusOr<std::vector<SigningKey>> Load() = 0;

  // Replaces the keys by what `change` makes of them, all in one transaction; two servers can't do it at once.
  using Changer = std::function<absl::StatusOr<std::vector<SigningKey>>(std::vector<SigningKey>)>;
  virtual absl::Status Change(const Changer& change) = 0;
};

// Makes the first keys of an installation; does nothing when there are some.
absl::Status EnsureSigningKeys(SigningKeyStore& store, const SigningKeyFactory& factory, absl::Time now);

}  // namespace pipewright::organization
