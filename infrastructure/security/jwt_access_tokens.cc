#include "infrastructure/security/jwt_access_tokens.h"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright::security {
namespace {

using organization::AccessClaims;
using organization::SessionId;

constexpr char kType[] = "at+jwt";
constexpr char kIssuer[] = "pipewright";
constexpr char kAudience[] = "pipewright";
constexpr absl::Duration kClockSkew = absl::Minutes(1);

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
  Issued issued;
  issued.expire_time = absl::FromUnixSeconds(absl::ToUnixSeconds(now + kLifetime));
  nlohmann::json payload = {{"iss", kIssuer},
                            {"aud", kAudience},
                            {"sub", claims.user.ToString()},
                            {"sid", claims.session.ToString()},
                            {"iat", absl::ToUnixSeconds(now)},
                            {"exp", absl::ToUnixSeconds(issued.expire_time)}};
  if (claims.tenant.has_value()) payload["tid"] = claims.tenant->ToString();
  ASSIGN_OR_RETURN(issued.text, keys_.Sign(kType, payload.dump(), now));
  return issued;
}

absl::StatusOr<AccessClaims> JwtAccessTokens::Verify(absl::string_view token, absl::Time now) const {
  const std::optional<std::string> payload = keys_.Verify(kType, token, now);
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

}  // namespace pipewright::security
