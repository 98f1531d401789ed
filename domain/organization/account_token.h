// A token that an account's owner gets by mail, and that does one thing once.
#pragma once

#include <optional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "domain/organization/session.h"
#include "domain/shared/enum_names.h"
#include "domain/shared/record_kind.h"

namespace pipewright::organization {

enum class AccountTokenPurpose {
  kPasswordReset,
  kEmailVerification,
  kInvitation,
};
absl::Span<const EnumName<AccountTokenPurpose>> NamesOf(AccountTokenPurpose);

// A user has one of a purpose at a time, of invitations one for each tenant: the latest. Using it up is deleting it.
struct AccountToken {
  // Long enough for a letter that is held up on its way, and no longer.
  static constexpr absl::Duration kPasswordResetLifetime = absl::Hours(1);
  static constexpr absl::Duration kEmailVerificationLifetime = absl::Hours(24 * 3);
  static constexpr absl::Duration kInvitationLifetime = absl::Hours(24 * 7);

  UserId user_id;
  AccountTokenPurpose purpose = AccountTokenPurpose::kPasswordReset;
  TokenHash hash{};
  absl::Time create_time = absl::UnixEpoch();
  absl::Time expire_time = absl::UnixEpoch();
  std::optional<TenantId> tenant_id = std::nullopt;  // of an invitation

  // kUnauthenticated/TOKEN_EXPIRED after its time.
  absl::Status CheckAlive(absl::Time now) const;
};

}  // namespace pipewright::organization
