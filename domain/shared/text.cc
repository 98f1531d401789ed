#include "domain/shared/text.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/letter_case.h"
#include "domain/shared/status_macros.h"

namespace pipewright {
namespace {

constexpr size_t kMaxTagLength = 50;
constexpr size_t kMaxTags = 50;
constexpr size_t kMaxUrlLength = 2000;

// White space beyond ASCII (Unicode's White_Space property), as UTF-8. What people paste in without seeing it.
constexpr absl::string_view kWideSpaces[] = {
    "\xC2\x85",     "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82", "\xE2\x80\x83",
    "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86", "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89", "\xE2\x80\x8A",
    "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80"};

absl::string_view Trim(absl::string_view text) {
  for (bool again = true; again;) {
    again = false;
    text = absl::StripAsciiWhitespace(text);
    for (absl::string_view space : kWideSpaces) {
      if (absl::StartsWith(text, space)) {
        text.remove_prefix(space.size());
        again = true;
      }
      if (absl::EndsWith(text, space)) {
        text.remove_suffix(space.size());
        again = true;
      }
    }
  }
  return text;
}

}  // namespace

size_t CodePoints(absl::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

absl::StatusOr<std::string> RequiredText(absl::string_view text, size_t max) {
  ASSIGN_OR_RETURN(std::string trimmed, OptionalText(text, max));
  if (trimmed.empty()) return InvalidValue("must not be empty");
  return trimmed;
}

absl::StatusOr<std::string> OptionalText(absl::string_view text, size_t max) {
  const absl::string_view trimmed = Trim(text);
  const size_t length = CodePoints(trimmed);
  if (length > max) return InvalidValue(absl::StrCat("must have at most ", max, " characters, has ", length));
  return std::string(trimmed);
}

absl::StatusOr<std::vector<std::string>> TextSet(const std::vector<std::string>& texts) {
  std::vector<std::string> result;
  result.reserve(texts.size());
  for (const std::string& text : texts) {
    ASSIGN_OR_RETURN(std::string checked, RequiredText(text, kMaxTagLength));
    result.push_back(std::move(checked));
  }
  std::sort(result.begin(), result.end());
  result.erase(std::unique(result.begin(), result.end()), result.end());
  if (result.size() > kMaxTags) return InvalidValue(absl::StrCat("must have at most ", kMaxTags, " entries"));
  return result;
}

absl::StatusOr<std::vector<std::string>> Tags(const std::vector<std::string>& tags) {
  std::vector<std::string> lower;
  lower.reserve(tags.size());
  for (const std::string& tag : tags) lower.push_back(LowerCase(tag));
  return TextSet(lower);
}

absl::StatusOr<std::string> HttpUrl(absl::string_view text) {
  ASSIGN_OR_RETURN(const std::string url, RequiredText(text, kMaxUrlLength));
  absl::string_view rest = url;
  if (absl::StartsWithIgnoreCase(rest, "https://")) {
    rest.remove_prefix(8);
  } else if (absl::StartsWithIgnoreCase(rest, "http://")) {
    rest.remove_prefix(7);
  } else {
    return InvalidValue("must be a URL that begins with http:// or https://");
  }
  const absl::string_view host = rest.substr(0, rest.find_first_of("/?#"));
  if (host.empty() || host.front() == ':' || host.front() == '.') return InvalidValue("must be a URL with a host");
  if (absl::StrContains(host, "@")) return InvalidValue("must be a URL without a user name or password");
  const bool readable = std::all_of(rest.begin(), rest.end(), [](char c) {
    return static_cast<unsigned char>(c) > ' ' && c != '"' && c != '<' && c != '>' && c != '\\' && c != '\x7F';
  });
  if (!readable) return InvalidValue("must be a URL without spaces, quotes, < and >: write them as %20 and so on");
  return url;
}

}  // namespace pipewright
