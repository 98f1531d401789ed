// The letter about a password that has changed (OWASP ASVS 4.0.3, 2.2.3): whoever didn't change it learns so.
#pragma once

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "application/organization/account_letters.h"
#include "application/shared/call/ports.h"
#include "application/shared/mail/letter_runner.h"
#include "application/unit_of_work.h"
#include "domain/shared/contact_details.h"

namespace pipewright::organization {

// Orders it in the unit of work. While too many letters wait there is none: nobody is to be kept from a new password.
absl::Status OrderPasswordNotice(IdGenerator& ids, const EmailAddress& to, UnitOfWork& uow);

// Thread safe.
class PasswordNotice : public mail::LetterWriter {
 public:
  // `letters` outlive it.
  explicit PasswordNotice(const AccountLetters& letters) : letters_(letters) {}

  absl::StatusOr<std::optional<mail::Letter>> Write(const mail::LetterOrder& order, UnitOfWork& uow) const override;

 private:
  const AccountLetters& letters_;
};

}  // namespace pipewright::organization
