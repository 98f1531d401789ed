// Which passwords people may choose.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace pipewright::organization {

// Whom the password is for; it must not be made of this.
struct PasswordOwner {
  std::string email;
  std::string given_name;
  std::string family_name;
};

// At least 12 and at most 256 code points; not the e-mail address or the names, with or without digits around; not one
// of the commonest passwords or one built from a very common word by adding digits; not a run or repetition. No rule
// about kinds of characters (NIST SP 800-63B). kInvalidArgument/WEAK_PASSWORD with what is wrong, never the password;
// `field` names it.
absl::Status CheckPassword(absl::string_view password, const PasswordOwner& owner,
                           absl::string_view field = "password");

}  // namespace pipewright::organization
