#include "infrastructure/security/ed25519.h"

#include <openssl/evp.h>

#include <array>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/security/random.h"

namespace pipewright::security {
namespace {

constexpr size_t kKeyBytes = 32;
constexpr size_t kSignatureBytes = 64;

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Context = std::unique_ptr<EVP_MD_CTX, Free>;

const uint8_t* Bytes(absl::string_view text) { return reinterpret_cast<const uint8_t*>(text.data()); }

}  // namespace

absl::StatusOr<std::string> SignEd25519(absl::string_view private_key, absl::string_view message) {
  const Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, Bytes(private_key), private_key.size()));
  const Context context(EVP_MD_CTX_new());
  std::string signature(kSignatureBytes, '\0');
  size_t size = signature.size();
  if (!key || !context || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<uint8_t*>(signature.data()), &size, Bytes(message),
                     message.size()) != 1) {
    return absl::InternalError("OpenSSL can't sign with the key");
  }
  return signature;
}

bool VerifyEd25519(absl::string_view public_key, absl::string_view message, absl::string_view signature) {
  const Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Bytes(public_key), public_key.size()));
  const Context context(EVP_MD_CTX_new());
  return key && context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), Bytes(signature), signature.size(), Bytes(message), message.size()) == 1;
}

absl::StatusOr<std::string> PublicKeyOfEd25519(absl::string_view private_key) {
  const Key pair(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, Bytes(private_key), private_key.size()));
  std::string public_key(kKeyBytes, '\0');
  size_t size = public_key.size();
  if (!pair || EVP_PKEY_get_raw_public_key(pair.get(), reinterpret_cast<uint8_t*>(public_key.data()), &size) != 1) {
    return absl::InternalError("OpenSSL can't make an Ed25519 key of it");
  }
  return public_key;
}

absl::StatusOr<organization::SigningKey> Ed25519KeyFactory::NewKey(absl::Time now) const {
  std::array<uint8_t, kKeyBytes> seed{};
  FillRandom(absl::MakeSpan(seed));
  std::array<uint8_t, 12> id{};
  FillRandom(absl::MakeSpan(id));
  organization::SigningKey key;
  key.id = absl::WebSafeBase64Escape(absl::string_view(reinterpret_cast<const char*>(id.data()), id.size()));
  key.private_key.assign(seed.begin(), seed.end());
  ASSIGN_OR_RETURN(key.public_key, PublicKeyOfEd25519(key.private_key));
  key.create_time = now;
  return key;
}

}  // namespace pipewright::security
