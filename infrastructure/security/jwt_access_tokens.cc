#include "infrastructure/security/jwt_access_tokens.h"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>

#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/security/jwt.h"

namespace pipewright::security {
namespace {

using organization::AccessClaims;
using organization::SessionId;
using organization::SigningKey;
using organization::SigningKeyState;

constexpr char kIssuer[] = "pipewright";
constexpr char kAudience[] = "pipewright";
constexpr absl::Duration kKeyMaxAge = absl::Minutes(1);
// How soon an unknown key id may send us to the store again: a stream of forged ones must not.
constexpr absl::Duration kUnknownKeyMaxAge = absl::Seconds(5);
const absl::Duration kAlwaysLoad = -absl::Nanoseconds(1);
constexpr absl::Duration kClockSkew = absl::Minutes(1);

const SigningKey* ActiveOf(const std::vector<SigningKey>& keys) {
  for (const SigningKey& key : keys) {
    if (key.state == SigningKeyState::kActive) return &key;
  }
  return nullptr;
}

absl::Status Invalid() {
  return Unauthenticated(Reason::kCredentialsInvalid, "the access token is not valid: sign in again");
}

template <class IdType>
bool TakeId(const nlohmann::json& claims, const char* name, IdType& out) {
  const auto at = claims.find(name);
  if (at == claims.end() || !at->is_string()) return false;
  const auto id = IdType::Parse(at->get_ref<const std::string&>());
  if (!id.ok()) return false;
  out = *id;
  return true;
}

bool TakeTime(const nlohmann::json& claims, const char* name, absl::Time& out) {
  const auto at = claims.find(name);
  if (at == claims.end() || !at->is_number_integer()) return false;
  out = absl::FromUnixSeconds(at->get<int64_t>());
  return true;
}

bool IsText(const nlohmann::json& claims, const char* name, const char* expected) {
  const auto at = claims.find(name);
  return at != claims.end() && at->is_string() && at->get_ref<const std::string&>() == expected;
}

}  // namespace

absl::StatusOr<JwtAccessTokens::Issued> JwtAccessTokens::Issue(const AccessClaims& claims, absl::Time now) const {
  Keys keys = KeysNotOlderThan(kKeyMaxAge, now);
  const SigningKey* key = ActiveOf(*keys);
  if (key == nullptr) {
    RETURN_IF_ERROR(EnsureSigningKeys(store_, factory_, now));
    keys = KeysNotOlderThan(kAlwaysLoad, now);
    key = ActiveOf(*keys);
  }
  if (key == nullptr) {
    return Unavailable(Reason::kDatabaseUnavailable, "the server has no signing key at hand", absl::Seconds(5));
  }
  const nlohmann::json header = {{"alg", "EdDSA"}, {"typ", "at+jwt"}, {"kid", key->id}};
  Issued issued;
  issued.expire_time = absl::FromUnixSeconds(absl::ToUnixSeconds(now + kLifetime));
  nlohmann::json payload = {{"iss", kIssuer},
                            {"aud", kAudience},
                            {"sub", claims.user.ToString()},
                            {"sid", claims.session.ToString()},
                            {"iat", absl::ToUnixSeconds(now)},
                            {"exp", absl::ToUnixSeconds(issued.expire_time)}};
  if (claims.tenant.has_value()) payload["tid"] = claims.tenant->ToString();
  ASSIGN_OR_RETURN(issued.text, SignJws(header.dump(), payload.dump(), key->private_key));
  return issued;
}

absl::StatusOr<AccessClaims> JwtAccessTokens::Verify(absl::string_view token, absl::Time now) const {
  const auto public_key_of = [&](const std::string& kid) -> std::optional<std::string> {
    for (const absl::Duration max_age : {kKeyMaxAge, kUnknownKeyMaxAge}) {
      const Keys keys = KeysNotOlderThan(max_age, now);
      for (const SigningKey& key : *keys) {
        if (key.id == kid) return key.public_key;
      }
    }
    return std::nullopt;
  };
  const std::optional<std::string> payload = VerifyAccessJws(token, public_key_of);
  if (!payload.has_value()) return Invalid();
  const auto json = nlohmann::json::parse(*payload, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || !IsText(json, "iss", kIssuer) || !IsText(json, "aud", kAudience)) return Invalid();
  AccessClaims claims;
  absl::Time issue_time;
  if (!TakeId(json, "sub", claims.user) || !TakeId(json, "sid", claims.session) ||
      !TakeTime(json, "exp", claims.expire_time) || !TakeTime(json, "iat", issue_time) ||
      issue_time > now + kClockSkew) {
    return Invalid();
  }
  if (json.contains("tid")) {
    TenantId tenant;
    if (!TakeId(json, "tid", tenant)) return Invalid();
    claims.tenant = tenant;
  }
  if (now >= claims.expire_time) {
    return Unauthenticated(Reason::kTokenExpired, "the access token has expired: refresh the session");
  }
  return claims;
}

JwtAccessTokens::Keys JwtAccessTokens::KeysNotOlderThan(absl::Duration max_age, absl::Time now) const {
  const std::lock_guard lock(mutex_);
  if (now - load_time_ <= max_age) return keys_;
  auto loaded = store_.Load();
  if (!loaded.ok()) return keys_;
  keys_ = std::make_shared<std::vector<SigningKey>>(*std::move(loaded));
  load_time_ = now;
  return keys_;
}

}  // namespace pipewright::security
