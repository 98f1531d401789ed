// Small and capital letters, where texts that differ in nothing else are the same.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace pipewright {

// `text` (UTF-8) in small letters: those of the Latin, Greek, Cyrillic and Armenian alphabets, each by itself and
// whatever the locale. Everything else, bytes that are no UTF-8 too, stays as it is, and so does the length.
std::string LowerCase(absl::string_view text);

}  // namespace pipewright
