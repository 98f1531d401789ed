#include "application/shared/filter/filter_error.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/text.h"

namespace pipewright::filter {

absl::Status FilterError(absl::string_view text, size_t offset, absl::string_view description) {
  const size_t position = CodePoints(text.substr(0, std::min(offset, text.size()))) + 1;
  std::string message = absl::StrCat("at character ", position, ": ", description);
  ErrorDetails details;
  details.reason = Reason::kInvalidFilter;
  details.metadata["position"] = absl::StrCat(position);
  details.fields.push_back({"filter", message});
  return MakeError(absl::StatusCode::kInvalidArgument, absl::StrCat("filter: ", message), details);
}

}  // namespace pipewright::filter
