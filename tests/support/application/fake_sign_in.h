// The ports of signing in, made plain: a test sees through every hash and token.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "application/organization/caller_cache.h"
#include "application/organization/human_check.h"
#include "application/organization/ports.h"
#include "application/organization/tenant_starter.h"
#include "domain/shared/errors.h"

namespace pipewright {

// "v1:<password>"; those that begin otherwise are outdated.
class FakePasswordHasher : public organization::PasswordHasher {
 public:
  absl::StatusOr<std::string> Hash(absl::string_view password) const override { return absl::StrCat("v1:", password); }
  bool Verify(absl::string_view password, const std::optional<std::string>& hash) const override {
    ++verifications;
    return hash.has_value() && absl::string_view(*hash).substr(3) == password;
  }
  bool IsOutdated(absl::string_view hash) const override { return hash.substr(0, 3) != "v1:"; }

  mutable int verifications = 0;
};

// "secret-1", "secret-2", …; the hash is the beginning of the text.
class FakeSecretTokens : public organization::SecretTokens {
 public:
  organization::SecretToken New() const override {
    organization::SecretToken token;
    token.text = absl::StrCat("secret-", ++count_);
    token.hash = HashOf(token.text);
    return token;
  }
  organization::TokenHash HashOf(absl::string_view text) const override {
    organization::TokenHash hash{};
    for (size_t i = 0; i < text.size() && i < hash.size(); ++i) hash[i] = static_cast<uint8_t>(text[i]);
    return hash;
  }

 private:
  mutable int count_ = 0;
};

// "user/session/tenant/expiry".
class FakeAccessTokens : public organization::AccessTokens {
 public:
  absl::StatusOr<Issued> Issue(const organization::AccessClaims& claims, absl::Time now) const override {
    const absl::Time end = now + kLifetime;
    return Issued{
        absl::StrCat(claims.user.ToString(), "/", claims.session.ToString(), "/",
                     claims.tenant.has_value() ? claims.tenant->ToString() : "", "/", absl::ToUnixSeconds(end)),
        end};
  }
  absl::StatusOr<organization::AccessClaims> Verify(absl::string_view token, absl::Time now) const override {
    ++verifications;
    const std::vector<std::string> parts = absl::StrSplit(token, '/');
    int64_t end = 0;
    if (parts.size() != 4 || !absl::SimpleAtoi(parts[3], &end)) {
      return Unauthenticated(Reason::kCredentialsInvalid, "not a token");
    }
    organization::AccessClaims claims;
    claims.user = UserId::Parse(parts[0]).value();
    claims.session = organization::SessionId::Parse(parts[1]).value();
    if (!parts[2].empty()) claims.tenant = TenantId::Parse(parts[2]).value();
    claims.expire_time = absl::FromUnixSeconds(end);
    if (now >= claims.expire_time) return Unauthenticated(Reason::kTokenExpired, "expired");
    return claims;
  }

  mutable int verifications = 0;
};

// "email until expiry".
class FakeAddressProofs : public organization::AddressProofs {
 public:
  absl::StatusOr<Issued> Issue(const EmailAddress& email, absl::Time now) const override {
    const absl::Time end = now + kLifetime;
    return Issued{absl::StrCat(email.value(), " until ", absl::ToUnixSeconds(end)), end};
  }
  absl::Status Verify(absl::string_view proof, const EmailAddress& email, absl::Time now) const override {
    const std::vector<std::string> parts = absl::StrSplit(proof, " until ");
    int64_t end = 0;
    if (parts.size() != 2 || parts[0] != email.value() || !absl::SimpleAtoi(parts[1], &end)) {
      return Unauthenticated(Reason::kCredentialsInvalid, "not a proof");
    }
    if (now >= absl::FromUnixSeconds(end)) return Unauthenticated(Reason::kTokenExpired, "expired");
    return absl::OkStatus();
  }
};

// Takes everybody for a person but who says to be a program.
class FakeHumanCheck : public organization::HumanCheck {
 public:
  absl::Status Check(const RequestContext& /*ctx*/, const std::string& response) const override {
    return response == "program" ? InvalidField("captcha_response", "doesn't count") : absl::OkStatus();
  }
};

class FakeCallerCache : public organization::CallerCache {
 public:
  void Forget(const UserId& user) override { users.push_back(user); }
  void ForgetMembersOf(const TenantId& tenant) override { tenants.push_back(tenant); }

  std::vector<UserId> users;
  std::vector<TenantId> tenants;
};

// Counts the tenants it was asked to start.
class CountingStarter : public organization::TenantStarter {
 public:
  absl::Status Start(UnitOfWork&) const override {
    ++started;
    return absl::OkStatus();
  }
  mutable int started = 0;
};

}  // namespace pipewright
