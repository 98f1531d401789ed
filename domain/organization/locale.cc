#include "domain/organization/locale.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "domain/shared/errors.h"

namespace pipewright::organization {

absl::StatusOr<std::string> TimeZoneName(absl::string_view text) {
  absl::TimeZone zone;
  // A path would be read as a file; an IANA name is letters and digits with _ + - between its slashes.
  const bool name_like = !text.empty() && text.size() <= 64 &&
                         absl::ascii_isalpha(static_cast<unsigned char>(text[0])) &&
                         std::all_of(text.begin(), text.end(), [](unsigned char c) {
                           return absl::ascii_isalnum(c) || c == '_' || c == '+' || c == '-' || c == '/';
                         });
  if (!name_like || !absl::LoadTimeZone(text, &zone)) {
    return InvalidValue("must be an IANA time zone such as Europe/Berlin");
  }
  return std::string(text);
}

absl::StatusOr<std::string> LanguageTag(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '-');
  const auto is_subtag = [](absl::string_view part) {
    return !part.empty() && part.size() <= 8 &&
           std::all_of(part.begin(), part.end(), [](unsigned char c) { return absl::ascii_isalnum(c); });
  };
  const auto is_letter = [](unsigned char c) { return absl::ascii_isalpha(c); };
  const absl::string_view language = parts.front();
  if (text.size() > 35 || language.size() < 2 || language.size() > 3 ||
      !std::all_of(language.begin(), language.end(), is_letter) ||
      !std::all_of(parts.begin() + 1, parts.end(), is_subtag)) {
    return InvalidValue("must be a BCP 47 language tag such as de-AT");
  }
  return std::string(text);
}

std::string RegionOf(absl::string_view language_tag) {
  const std::vector<absl::string_view> parts = absl::StrSplit(language_tag, '-');
  for (size_t i = 1; i < parts.size(); ++i) {
    if (parts[i].size() == 2) return absl::AsciiStrToUpper(parts[i]);
  }
  return "";
}

}  // namespace pipewright::organization
