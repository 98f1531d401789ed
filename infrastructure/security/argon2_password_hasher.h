// Passwords hashed with Argon2id (RFC 9106).
#pragma once

#include <optional>
#include <string>

#include "application/organization/ports.h"

namespace pipewright::security {

// 19 MiB of memory, 2 passes, 1 lane: the OWASP Password Storage Cheat Sheet's first choice. The executor bounds how
// many run at once, and so their memory. A later choice of parameters shows in IsOutdated, and the next sign-in renews
// the hash.
class Argon2PasswordHasher : public organization::PasswordHasher {
 public:
  static constexpr uint32_t kMemoryKib = 19 * 1024;
  static constexpr uint32_t kPasses = 2;
  static constexpr uint32_t kLanes = 1;

  Argon2PasswordHasher();

  absl::StatusOr<std::string> Hash(absl::string_view password) const override;
  bool Verify(absl::string_view password, const std::optional<std::string>& hash) const override;
  bool IsOutdated(absl::string_view hash) const override;

 private:
  // Of a password that nobody knows, to be verified against where there is none.
  std::string decoy_;
};

}  // namespace pipewright::security
