#include "infrastructure/security/page_token_sealer.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace pipewright {
namespace {

constexpr size_t kProofSize = 16;  // of SHA-256's 32 bytes: 128 bits are beyond guessing, and tokens stay short

}  // namespace

std::string HmacPageTokenSealer::Proof(absl::string_view payload, absl::string_view query) const {
  // The length keeps the border between the two.
  const std::string message = absl::StrCat(payload.size(), ":", payload, query);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()), reinterpret_cast<const unsigned char*>(message.data()),
       message.size(), digest.data(), &size);
  return std::string(reinterpret_cast<const char*>(digest.data()), kProofSize);
}

std::string HmacPageTokenSealer::Seal(absl::string_view payload, absl::string_view query) const {
  return absl::WebSafeBase64Escape(absl::StrCat(Proof(payload, query), payload));
}

std::optional<std::string> HmacPageTokenSealer::Open(absl::string_view token, absl::string_view query) const {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(token, &bytes) || bytes.size() < kProofSize) return std::nullopt;
  const std::string payload = bytes.substr(kProofSize);
  const std::string proof = Proof(payload, query);
  if (CRYPTO_memcmp(proof.data(), bytes.data(), kProofSize) != 0) return std::nullopt;
  return payload;
}

}  // namespace pipewright
