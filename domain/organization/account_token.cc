#include "domain/organization/account_token.h"

#include "domain/shared/errors.h"

namespace pipewright::organization {

absl::Span<const EnumName<AccountTokenPurpose>> NamesOf(AccountTokenPurpose) {
  static constexpr EnumName<AccountTokenPurpose> kNames[] = {
      {AccountTokenPurpose::kPasswordReset, "PASSWORD_RESET"},
      {AccountTokenPurpose::kEmailVerification, "EMAIL_VERIFICATION"},
      {AccountTokenPurpose::kInvitation, "INVITATION"}};
  return kNames;
}

absl::Status AccountToken::CheckAlive(absl::Time now) const {
  if (now < expire_time) return absl::OkStatus();
  return Unauthenticated(Reason::kTokenExpired, "the token is over: ask for a new one");
}

}  // namespace pipewright::organization
