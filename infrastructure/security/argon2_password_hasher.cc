#include "infrastructure/security/argon2_password_hasher.h"

#include <argon2.h>

#include <array>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "infrastructure/security/random.h"

namespace pipewright::security {
namespace {

constexpr size_t kSaltBytes = 16;
constexpr size_t kHashBytes = 32;

absl::StatusOr<std::string> HashWithSalt(absl::string_view password) {
  std::array<uint8_t, kSaltBytes> salt{};
  FillRandom(absl::MakeSpan(salt));
  std::string encoded(argon2_encodedlen(Argon2PasswordHasher::kPasses, Argon2PasswordHasher::kMemoryKib,
                                        Argon2PasswordHasher::kLanes, kSaltBytes, kHashBytes, Argon2_id),
                      '\0');
  const int result = argon2id_hash_encoded(Argon2PasswordHasher::kPasses, Argon2PasswordHasher::kMemoryKib,
                                           Argon2PasswordHasher::kLanes, password.data(), password.size(), salt.data(),
                                           salt.size(), kHashBytes, encoded.data(), encoded.size());
  if (result != ARGON2_OK) return absl::InternalError(absl::StrCat("argon2: ", argon2_error_message(result)));
  encoded.resize(encoded.find('\0'));
  return encoded;
}

}  // namespace

Argon2PasswordHasher::Argon2PasswordHasher() {
  std::array<uint8_t, 32> unknown{};
  FillRandom(absl::MakeSpan(unknown));
  auto decoy = HashWithSalt(absl::string_view(reinterpret_cast<const char*>(unknown.data()), unknown.size()));
  if (decoy.ok()) decoy_ = *std::move(decoy);
}

absl::StatusOr<std::string> Argon2PasswordHasher::Hash(absl::string_view password) const {
  return HashWithSalt(password);
}

bool Argon2PasswordHasher::Verify(absl::string_view password, const std::optional<std::string>& hash) const {
  const std::string& encoded = hash.has_value() ? *hash : decoy_;
  const bool right = argon2id_verify(encoded.c_str(), password.data(), password.size()) == ARGON2_OK;
  return right && hash.has_value();
}

bool Argon2PasswordHasher::IsOutdated(absl::string_view hash) const {
  return !absl::StartsWith(hash, absl::StrCat("$argon2id$v=", static_cast<int>(ARGON2_VERSION_NUMBER),
                                              "$m=", kMemoryKib, ",t=", kPasses, ",p=", kLanes, "$"));
}

}  // namespace pipewright::security
