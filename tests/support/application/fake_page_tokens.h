// Page tokens without cryptography: "<query>/<payload>".
#pragma once

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "application/shared/queries/page_token.h"

namespace pipewright {

class FakePageTokens : public PageTokenSealer {
 public:
  std::string Seal(absl::string_view payload, absl::string_view query) const override {
    return absl::StrCat(query, "/", payload);
  }
  std::optional<std::string> Open(absl::string_view token, absl::string_view query) const override {
    if (!absl::ConsumePrefix(&token, absl::StrCat(query, "/"))) return std::nullopt;
    return std::string(token);
  }
};

}  // namespace pipewright
