// Ed25519 signatures (RFC 8032) by OpenSSL.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "application/organization/signing_keys.h"

namespace pipewright::security {

// `private_key`: 32 raw bytes. The signature has 64. kInternal for a key of another length.
absl::StatusOr<std::string> SignEd25519(absl::string_view private_key, absl::string_view message);

// False for anything but a valid signature by the pair of `public_key` (32 raw bytes).
bool VerifyEd25519(absl::string_view public_key, absl::string_view message, absl::string_view signature);

// The public half (32 raw bytes) of a private key of 32 raw bytes. kInternal for a key of another length.
absl::StatusOr<std::string> PublicKeyOfEd25519(absl::string_view private_key);

class Ed25519KeyFactory : public organization::SigningKeyFactory {
 public:
  absl::StatusOr<organization::SigningKey> NewKey(absl::Time now) const override;
};

}  // namespace pipewright::security
