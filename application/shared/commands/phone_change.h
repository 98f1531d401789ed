// Brings a phone number that a change names to its canonical form.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "application/shared/call/ports.h"
#include "domain/shared/change.h"
#include "domain/shared/errors.h"

namespace pipewright {

// `field` is the path for a violation.
inline absl::Status NormalizePhone(const PhoneNumbers& phones, absl::string_view region, absl::string_view field,
                                   const Change<std::string>& written, Change<PhoneNumber>& out) {
  if (!written.is_named()) return absl::OkStatus();
  if (written.is_clear() || written.value().empty()) {
    out = Change<PhoneNumber>::Clear();
    return absl::OkStatus();
  }
  Violations violations;
  PhoneNumber number;
  violations.Take(field, phones.Normalize(written.value(), region), &number);
  out = Change<PhoneNumber>::Set(number);
  return violations.ToStatus();
}

}  // namespace pipewright
