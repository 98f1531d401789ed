// Proofs of addresses as JWTs that any server of the installation can check.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "application/organization/ports.h"
#include "infrastructure/security/signing_keyring.h"

namespace pipewright::security {

// Claims: iss "pipewright", sub the address, exp (RFC 7519). Nothing of them is stored. Thread safe.
class JwtAddressProofs : public organization::AddressProofs {
 public:
  // `keys` must outlive this.
  explicit JwtAddressProofs(const SigningKeyring& keys) : keys_(keys) {}

  absl::StatusOr<Issued> Issue(const EmailAddress& email, absl::Time now) const override;
  absl::Status Verify(absl::string_view proof, const EmailAddress& email, absl::Time now) const override;

 private:
  const SigningKeyring& keys_;
};

}  // namespace pipewright::security
