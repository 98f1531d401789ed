// Where and how people read: time zones and languages.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace pipewright::organization {

// An IANA time zone that this machine knows ("Europe/Berlin"). kInvalidArgument otherwise.
absl::StatusOr<std::string> TimeZoneName(absl::string_view text);

// A BCP 47 language tag by its shape ("de-AT"). kInvalidArgument otherwise.
absl::StatusOr<std::string> LanguageTag(absl::string_view text);

// The region of a language tag as ISO 3166-1 alpha-2 ("de-AT" -> "AT"); empty when it names none.
std::string RegionOf(absl::string_view language_tag);

}  // namespace pipewright::organization
