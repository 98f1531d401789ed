// Access tokens as JWTs that any server of the installation can check.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "application/organization/ports.h"
#include "application/organization/signing_keys.h"

namespace pipewright::security {

// Claims: iss and aud "pipewright", sub the user, sid the session, tid the tenant, iat, exp (RFC 7519, RFC 9068).
// Keys come from the store, are kept for a while, and are read anew when a token names an unknown one; so a rotation
// needs no restart. Tokens of servers whose clocks are up to a minute ahead are taken.
class JwtAccessTokens : public organization::AccessTokens {
 public:
  // Both must outlive this. The first token of an installation makes its keys.
  JwtAccessTokens(organization::SigningKeyStore& store, const organization::SigningKeyFactory& factory)
      : store_(store), factory_(factory) {}

  absl::StatusOr<Issued> Issue(const organization::AccessClaims& claims, absl::Time now) const override;
  absl::StatusOr<organization::AccessClaims> Verify(absl::string_view token, absl::Time now) const override;

 private:
  using Keys = std::shared_ptr<const std::vector<organization::SigningKey>>;

  // The keys as they were at most `max_age` ago. Old ones when the store is away.
  Keys KeysNotOlderThan(absl::Duration max_age, absl::Time now) const;

  organization::SigningKeyStore& store_;
  const organization::SigningKeyFactory& factory_;
  mutable std::mutex mutex_;
  mutable Keys keys_ = std::make_shared<std::vector<organization::SigningKey>>();
  mutable absl::Time load_time_ = absl::InfinitePast();
};

}  // namespace pipewright::security
