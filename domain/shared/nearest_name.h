// What somebody may have meant who mistyped a name.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace pipewright {

// "; did you mean amount?" for "amout", the nearest of `names` if one is near enough to be meant; else nothing.
std::string DidYouMean(absl::string_view wanted, const std::vector<std::string>& names);

}  // namespace pipewright
