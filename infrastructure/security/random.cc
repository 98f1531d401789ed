#include "infrastructure/security/random.h"

#include <openssl/rand.h>
#include <openssl/sha.h>

#include <cstdio>
#include <cstdlib>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace pipewright::security {

void FillRandom(absl::Span<uint8_t> out) {
  if (RAND_bytes(out.data(), static_cast<int>(out.size())) == 1) return;
  std::fputs("pipewright: OpenSSL has no random bytes; giving up\n", stderr);
  std::abort();
}

std::array<uint8_t, 32> Sha256(absl::string_view text) {
  std::array<uint8_t, 32> hash{};
  SHA256(reinterpret_cast<const uint8_t*>(text.data()), text.size(), hash.data());
  return hash;
}

organization::SecretToken RandomSecretTokens::New() const {
  std::array<uint8_t, 32> secret{};
  FillRandom(absl::MakeSpan(secret));
  organization::SecretToken token;
  token.text = absl::StrCat(prefix_, absl::WebSafeBase64Escape(absl::string_view(
                                         reinterpret_cast<const char*>(secret.data()), secret.size())));
  token.hash = HashOf(token.text);
  return token;
}

organization::TokenHash RandomSecretTokens::HashOf(absl::string_view text) const { return Sha256(text); }

}  // namespace pipewright::security
