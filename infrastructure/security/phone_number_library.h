// The world's numbering plans, by libphonenumber.
#pragma once

#include "application/shared/call/ports.h"

namespace pipewright::security {

class PhoneNumberLibrary : public PhoneNumbers {
 public:
  // Takes every number that has a possible length in its country, in use or not: the plans change faster than this
  // library. An extension is refused: E.164 can't hold it.
  absl::StatusOr<PhoneNumber> Normalize(absl::string_view text, absl::string_view region) const override;
};

}  // namespace pipewright::security
