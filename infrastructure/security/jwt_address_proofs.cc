#include "infrastructure/security/jwt_address_proofs.h"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>

#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright::security {
namespace {

constexpr char kType[] = "address+jwt";
constexpr char kIssuer[] = "pipewright";

}  // namespace

absl::StatusOr<JwtAddressProofs::Issued> JwtAddressProofs::Issue(const EmailAddress& email, absl::Time now) const {
  Issued issued;
  issued.expire_time = absl::FromUnixSeconds(absl::ToUnixSeconds(now + kLifetime));
  const nlohmann::json payload = {
      {"iss", kIssuer}, {"sub", std::string(email.value())}, {"exp", absl::ToUnixSeconds(issued.expire_time)}};
  ASSIGN_OR_RETURN(issued.text, keys_.Sign(kType, payload.dump(), now));
  return issued;
}

absl::Status JwtAddressProofs::Verify(absl::string_view proof, const EmailAddress& email, absl::Time now) const {
  const std::optional<std::string> payload = keys_.Verify(kType, proof, now);
  const auto claims = nlohmann::json::parse(payload.value_or(""), nullptr, /*allow_exceptions=*/false);
  const auto is = [&](const char* name, absl::string_view expected) {
    const auto at = claims.find(name);
    return at != claims.end() && at->is_string() && at->get_ref<const std::string&>() == expected;
  };
  if (!claims.is_object() || !is("iss", kIssuer) || !is("sub", email.value()) || !claims.contains("exp") ||
      !claims["exp"].is_number_integer()) {
    return Unauthenticated(Reason::kCredentialsInvalid,
                           "email_proof is no proof of this address: ask for one by RequestSignUp");
  }
  if (now >= absl::FromUnixSeconds(claims["exp"].get<int64_t>())) {
    return Unauthenticated(Reason::kTokenExpired, "email_proof has expired: ask for another by RequestSignUp");
  }
  return absl::OkStatus();
}

}  // namespace pipewright::security
