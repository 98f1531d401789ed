// Access tokens as JWTs that any server of the installation can check.
#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "application/organization/ports.h"
#include "infrastructure/security/signing_keyring.h"

namespace pipewright::security {

// Claims: iss and aud "pipewright", sub the user, sid the session, tid the tenant, iat, exp (RFC 7519, RFC 9068).
// Tokens of servers whose clocks are up to a minute ahead are taken. Thread safe.
class JwtAccessTokens : public organization::AccessTokens {
 public:
  // `keys` must outlive this.
  explicit JwtAccessTokens(const SigningKeyring& keys) : keys_(keys) {}

  absl::StatusOr<Issued> Issue(const organization::AccessClaims& claims, absl::Time now) const override;
  absl::StatusOr<organization::AccessClaims> Verify(absl::string_view token, absl::Time now) const override;

 private:
  const SigningKeyring& keys_;
};

}  // namespace pipewright::security
