// The port that brings texts to a form in which those that read the same are the same.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace pipewright {

// Thread safe.
class TextFolding {
 public:
  virtual ~TextFolding() = default;
  // Lower case, without accents and other marks, wide and narrow letters alike: "Müller Straße" → "muller strasse".
  virtual std::string Fold(absl::string_view text) const = 0;
};

}  // namespace pipewright
