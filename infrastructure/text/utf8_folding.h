// TextFolding by utf8proc.
#pragma once

#include <string>

#include "domain/shared/text_folding.h"

namespace pipewright::text {

class Utf8Folding final : public TextFolding {
 public:
  // What isn't UTF-8 comes back as it is.
  std::string Fold(absl::string_view text) const override;
};

}  // namespace pipewright::text
