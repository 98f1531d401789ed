// What signing in needs from the outside: hashing, random secrets, signed tokens.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "domain/organization/session.h"
#include "domain/shared/contact_details.h"
#include "domain/shared/id.h"
#include "domain/shared/record_kind.h"

namespace pipewright::organization {

// Thread safe; each call takes tens of milliseconds on purpose.
class PasswordHasher {
 public:
  virtual ~PasswordHasher() = default;

  // A PHC string with a salt of its own. kInternal when memory or entropy is lacking.
  virtual absl::StatusOr<std::string> Hash(absl::string_view password) const = 0;

  // Whether `password` is the one behind `hash`. Without a hash (nobody has that address) it takes as long and is
  // false, so that the time tells nothing.
  virtual bool Verify(absl::string_view password, const std::optional<std::string>& hash) const = 0;

  // Whether `hash` was made with other parameters than Hash uses now.
  virtual bool IsOutdated(absl::string_view hash) const = 0;
};

// A secret that is given out once and kept only as its hash.
struct SecretToken {
  std::string text;  // URL-safe; 256 bits of entropy
  TokenHash hash{};
};

// Thread safe.
class SecretTokens {
 public:
  virtual ~SecretTokens() = default;
  virtual SecretToken New() const = 0;
  // SHA-256. Also of e-mail addresses, where only equality matters.
  virtual TokenHash HashOf(absl::string_view text) const = 0;
};

// What an access token says.
struct AccessClaims {
  UserId user;
  SessionId session;
  std::optional<TenantId> tenant;  // of calls that name none
  absl::Time expire_time = absl::UnixEpoch();
};

// Signs and checks access tokens. Thread safe.
class AccessTokens {
 public:
  static constexpr absl::Duration kLifetime = absl::Minutes(15);

  virtual ~AccessTokens() = default;

  // A token that ends kLifetime after `now`. kUnavailable when there is no key to sign with.
  struct Issued {
    std::string text;
    absl::Time expire_time;
  };
  virtual absl::StatusOr<Issued> Issue(const AccessClaims& claims, absl::Time now) const = 0;

  // kUnauthenticated: TOKEN_EXPIRED, or CREDENTIALS_INVALID for anything that this installation did not sign.
  virtual absl::StatusOr<AccessClaims> Verify(absl::string_view token, absl::Time now) const = 0;
};

// Shows that somebody reads an address's mail, before there is an account. Thread safe.
class AddressProofs {
 public:
  static constexpr absl::Duration kLifetime = absl::Minutes(30);

  virtual ~AddressProofs() = default;

  // A proof that ends kLifetime after `now`; for the letter to the address alone. kUnavailable when there is no key to
  // sign with.
  struct Issued {
    std::string text;
    absl::Time expire_time;
  };
  virtual absl::StatusOr<Issued> Issue(const EmailAddress& email, absl::Time now) const = 0;

  // kUnauthenticated: TOKEN_EXPIRED, or CREDENTIALS_INVALID for anything that is no proof of this address.
  virtual absl::Status Verify(absl::string_view proof, const EmailAddress& email, absl::Time now) const = 0;
};

}  // namespace pipewright::organization
