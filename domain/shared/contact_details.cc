#include "domain/shared/contact_details.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "domain/shared/errors.h"
#include "domain/shared/text.h"

namespace pipewright {
namespace {

constexpr size_t kMaxEmailOctets = 254;  // a path is at most 256 octets with its < and > (RFC 5321, 4.5.3.1.3)
constexpr size_t kMaxLocalPartOctets = 64;
constexpr size_t kMaxLabelOctets = 63;
constexpr size_t kMaxPostalCodeLength = 20;

bool IsAtomCharacter(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || absl::StrContains("!#$%&'*+-/=?^_`{|}~", c);
}

// Atoms joined by single dots.
bool IsLocalPart(absl::string_view text) {
  if (text.empty() || text.size() > kMaxLocalPartOctets) return false;
  for (absl::string_view atom : absl::StrSplit(text, '.')) {
    if (atom.empty() || !std::all_of(atom.begin(), atom.end(), IsAtomCharacter)) return false;
  }
  return true;
}

bool IsLabel(absl::string_view text) {
  return !text.empty() && text.size() <= kMaxLabelOctets && text.front() != '-' && text.back() != '-' &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-'; });
}

bool IsDomain(absl::string_view text) {
  const std::vector<absl::string_view> labels = absl::StrSplit(text, '.');
  return labels.size() >= 2 && std::all_of(labels.begin(), labels.end(), IsLabel);
}

}  // namespace

absl::StatusOr<EmailAddress> EmailAddress::Parse(absl::string_view text) {
  const absl::string_view address = absl::StripAsciiWhitespace(text);
  const size_t at = address.find('@');
  if (at == absl::string_view::npos || address.size() > kMaxEmailOctets || !IsLocalPart(address.substr(0, at)) ||
      !IsDomain(address.substr(at + 1))) {
    return InvalidValue("must be an e-mail address such as ada@example.com");
  }
  return EmailAddress(absl::AsciiStrToLower(address));
}

absl::StatusOr<PhoneNumber> PhoneNumber::Parse(absl::string_view text) {
  const absl::string_view number = absl::StripAsciiWhitespace(text);
  const absl::string_view digits = number.substr(number.empty() ? 0 : 1);
  if (!absl::StartsWith(number, "+") || digits.size() < 7 || digits.size() > 15 || digits.front() == '0' ||
      !std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    return InvalidValue("must be a phone number in international form such as +493012345678");
  }
  return PhoneNumber(std::string(number));
}

absl::StatusOr<PostalAddress> PostalAddress::Of(const PostalAddress& parts) {
  PostalAddress address;
  Violations violations;
  violations.Take("street", OptionalText(parts.street, kMaxNameLength), &address.street);
  violations.Take("city", OptionalText(parts.city, kMaxNameLength), &address.city);
  violations.Take("state", OptionalText(parts.state, kMaxNameLength), &address.state);
  violations.Take("postal_code", OptionalText(parts.postal_code, kMaxPostalCodeLength), &address.postal_code);
  address.region_code = absl::AsciiStrToUpper(absl::StripAsciiWhitespace(parts.region_code));
  if (!address.region_code.empty() && (address.region_code.size() != 2 ||
                                       !std::all_of(address.region_code.begin(), address.region_code.end(), [](char c) {
                                         return absl::ascii_isupper(static_cast<unsigned char>(c));
                                       }))) {
    violations.Add("region_code", "must be a two-letter country code (ISO 3166-1) such as DE");
  }
  if (!violations.empty()) return violations.ToStatus();
  return address;
}

}  // namespace pipewright
