// Unpredictable bytes, and secrets made of them.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "application/organization/ports.h"

namespace pipewright::security {

// Fills `out` from OpenSSL's generator. A machine without entropy ends the process: nothing safe can be done then.
void FillRandom(absl::Span<uint8_t> out);

// SHA-256 (FIPS 180-4).
std::array<uint8_t, 32> Sha256(absl::string_view text);

class RandomSecretTokens : public organization::SecretTokens {
 public:
  // `prefix` says what the token is to people and to secret scanners: "pwr_".
  explicit RandomSecretTokens(std::string prefix) : prefix_(std::move(prefix)) {}
  organization::SecretToken New() const override;
  organization::TokenHash HashOf(absl::string_view text) const override;

 private:
  const std::string prefix_;
};

}  // namespace pipewright::security
