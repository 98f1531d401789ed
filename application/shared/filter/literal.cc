#include "application/shared/filter/literal.h"

#include <string>

namespace pipewright::filter {

std::optional<absl::Time> ParseTime(absl::string_view text) {
  if (text.size() < 11 || text[10] != 'T' || !ParseDate(text.substr(0, 10)).has_value()) return std::nullopt;
  absl::Time time;
  std::string error;
  if (!absl::ParseTime("%Y-%m-%dT%H:%M:%E*S%Ez", text, &time, &error) &&
      !absl::ParseTime("%Y-%m-%dT%H:%M%Ez", text, &time, &error)) {
    return std::nullopt;
  }
  return time;
}

}  // namespace pipewright::filter
