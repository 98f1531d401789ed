#include "infrastructure/security/phone_number_library.h"

#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>

#include <string>

#include "domain/shared/errors.h"

namespace pipewright::security {

absl::StatusOr<PhoneNumber> PhoneNumberLibrary::Normalize(absl::string_view text, absl::string_view region) const {
  using i18n::phonenumbers::PhoneNumberUtil;
  const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
  i18n::phonenumbers::PhoneNumber number;
  switch (util.Parse(std::string(text), region.empty() ? "ZZ" : std::string(region), &number)) {
    case PhoneNumberUtil::NO_PARSING_ERROR:
      break;
    case PhoneNumberUtil::INVALID_COUNTRY_CODE_ERROR:
      return InvalidValue("must begin with + and a country code, such as +49 30 1234567");
    default:
      return InvalidValue("is not a phone number");
  }
  if (number.has_extension()) return InvalidValue("must not have an extension");
  if (!util.IsPossibleNumber(number)) return InvalidValue("is not a possible phone number of its country");
  std::string e164;
  util.Format(number, PhoneNumberUtil::E164, &e164);
  return PhoneNumber::Parse(e164);
}

}  // namespace pipewright::security
