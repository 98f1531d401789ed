// The moment that a read asks about.
#pragma once

#include <optional>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "domain/shared/errors.h"

namespace pipewright {

// kInvalidArgument naming `field` when it has not come yet: what was read then would change.
inline absl::Status CheckReadTime(absl::string_view field, const std::optional<absl::Time>& time, absl::Time now) {
  if (!time.has_value() || *time <= now) return absl::OkStatus();
  return InvalidField(field, "is in the future");
}

}  // namespace pipewright
