#include "domain/collaboration/file_description.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/text.h"

namespace pipewright::collaboration {
namespace {

constexpr size_t kMaxTypeNameLength = 127;
constexpr size_t kSha256Digits = 64;

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

// In UTF-8: U+0080 to U+009F, which are control characters as well.
bool HasLateControls(absl::string_view text) {
  for (size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] == '\xC2' && static_cast<unsigned char>(text[i + 1]) < 0xA0) return true;
  }
  return false;
}

// U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069.
bool TurnsDirection(absl::string_view text) {
  for (size_t i = 0; i + 2 < text.size(); ++i) {
    if (text[i] != '\xE2') continue;
    const auto second = static_cast<unsigned char>(text[i + 1]);
    const auto third = static_cast<unsigned char>(text[i + 2]);
    if (second == 0x80 && (third == 0x8E || third == 0x8F || (third >= 0xAA && third <= 0xAE))) return true;
    if (second == 0x81 && third >= 0xA6 && third <= 0xA9) return true;
  }
  return false;
}

// restricted-name of RFC 6838.
bool IsTypeName(absl::string_view name) {
  if (name.empty() || name.size() > kMaxTypeNameLength || !absl::ascii_isalnum(name.front())) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return absl::ascii_isalnum(c) || absl::StrContains("!#$&-^_.+", absl::string_view(&c, 1));
  });
}

}  // namespace

absl::StatusOr<std::string> FileName(absl::string_view text) {
  ASSIGN_OR_RETURN(std::string name, RequiredText(text, kMaxFileNameLength));
  if (name.find_first_of("/\\") != std::string::npos) {
    return InvalidValue("must not contain / or \\: give the file's name without its folder");
  }
  if (std::any_of(name.begin(), name.end(), IsControl) || HasLateControls(name) || TurnsDirection(name)) {
    return InvalidValue("must not contain control characters");
  }
  if (name == "." || name == "..") return InvalidValue("must be the name of a file");
  return name;
}

absl::StatusOr<std::string> MediaType(absl::string_view text) {
  const absl::string_view trimmed = absl::StripAsciiWhitespace(text);
  const size_t slash = trimmed.find('/');
  if (slash == absl::string_view::npos || !IsTypeName(trimmed.substr(0, slash)) ||
      !IsTypeName(trimmed.substr(slash + 1))) {
    return InvalidValue("must be a type and a subtype, without parameters: image/png");
  }
  return absl::AsciiStrToLower(trimmed);
}

absl::StatusOr<std::string> Sha256Hex(absl::string_view text) {
  if (text.size() != kSha256Digits || !std::all_of(text.begin(), text.end(), absl::ascii_isxdigit)) {
    return InvalidValue(absl::StrCat("must be a SHA-256: ", kSha256Digits, " hexadecimal digits"));
  }
  return absl::AsciiStrToLower(text);
}

}  // namespace pipewright::collaboration
