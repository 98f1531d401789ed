#include "domain/organization/slug.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"

namespace pipewright::organization {
namespace {

constexpr size_t kMinLength = 3;
constexpr size_t kMaxLength = 63;
constexpr size_t kMaxResembling = 40;

bool IsAlphanumeric(char c) { return absl::ascii_islower(static_cast<unsigned char>(c)) || (c >= '0' && c <= '9'); }

}  // namespace

absl::StatusOr<Slug> Slug::Parse(absl::string_view text) {
  const bool right_length = text.size() >= kMinLength && text.size() <= kMaxLength;
  const bool right_letters =
      std::all_of(text.begin(), text.end(), [](char c) { return IsAlphanumeric(c) || c == '-'; });
  if (!right_length || !right_letters || !IsAlphanumeric(text.front()) || !IsAlphanumeric(text.back())) {
    return InvalidValue("must be 3 to 63 of a-z, 0-9 and '-', beginning and ending with a letter or digit");
  }
  return Slug(std::string(text));
}

Slug Slug::Resembling(absl::string_view name, absl::string_view distinction) {
  std::string slug;
  for (const char c : name.substr(0, kMaxResembling)) {
    const char lower = absl::ascii_tolower(static_cast<unsigned char>(c));
    if (IsAlphanumeric(lower)) {
      slug.push_back(lower);
    } else if (!slug.empty() && slug.back() != '-') {
      slug.push_back('-');
    }
  }
  if (!slug.empty() && slug.back() != '-') slug.push_back('-');
  return Slug(absl::StrCat(slug, distinction));
}

}  // namespace pipewright::organization
