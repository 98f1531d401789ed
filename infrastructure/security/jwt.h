// JSON Web Signatures in compact form (RFC 7515) with EdDSA (RFC 8037).
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace pipewright::security {

// base64url without padding (RFC 4648, 5). Decoding takes exactly what encoding gives: no padding, no white space, no
// stray bits; nullopt otherwise.
std::string EncodeBase64Url(absl::string_view bytes);
std::optional<std::string> DecodeBase64Url(absl::string_view text);

// `header` and `payload`: JSON texts. The result is header.payload.signature.
absl::StatusOr<std::string> SignJws(absl::string_view header, absl::string_view payload, absl::string_view private_key);

// The payload of a token whose header is exactly an EdDSA token's of this type (alg "EdDSA", the typ, a kid, no crit)
// and whose signature is right. `public_key_of` gives the key of a kid, nullopt when there is none. nullopt for any
// other text.
std::optional<std::string> VerifyJws(
    absl::string_view type, absl::string_view token,
    const std::function<std::optional<std::string>(const std::string& kid)>& public_key_of);

}  // namespace pipewright::security
