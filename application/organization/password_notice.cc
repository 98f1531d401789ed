#include "application/organization/password_notice.h"

#include "application/organization/identities.h"
#include "domain/shared/status_macros.h"

namespace pipewright::organization {

absl::Status OrderPasswordNotice(IdGenerator& ids, const EmailAddress& to, UnitOfWork& uow) {
  return uow.identities().letters().Add({ids.NewUuid(), mail::LetterKind::kPasswordChanged, to}).status();
}

absl::StatusOr<std::optional<mail::Letter>> PasswordNotice::Write(const mail::LetterOrder& order,
                                                                  UnitOfWork& /*uow*/) const {
  ASSIGN_OR_RETURN(mail::Letter letter, letters_.PasswordChanged(order.to));
  return letter;
}

}  // namespace pipewright::organization
