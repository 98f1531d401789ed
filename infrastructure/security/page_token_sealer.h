// Seals page tokens with HMAC-SHA256.
#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "application/shared/queries/page_token.h"

namespace pipewright {

// `key`: 32 random bytes or more, the same on every server, so that each takes the others' tokens.
class HmacPageTokenSealer : public PageTokenSealer {
 public:
  explicit HmacPageTokenSealer(std::string key) : key_(std::move(key)) {}

  std::string Seal(absl::string_view payload, absl::string_view query) const override;
  std::optional<std::string> Open(absl::string_view token, absl::string_view query) const override;

 private:
  std::string Proof(absl::string_view payload, absl::string_view query) const;

  const std::string key_;
};

}  // namespace pipewright
