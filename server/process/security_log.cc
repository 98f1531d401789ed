#include "server/process/security_log.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"

namespace pipewright::server {
namespace {

using organization::SecurityEvent;
using organization::SecurityEventKind;

// What somebody should look at when there is much of it.
bool IsSuspicious(SecurityEventKind kind) {
  switch (kind) {
    case SecurityEventKind::kSignInFailed:
    case SecurityEventKind::kRefreshFailed:
    case SecurityEventKind::kRefreshTokenReused:
    case SecurityEventKind::kPasswordChangeFailed:
    case SecurityEventKind::kSigningKeyRefused:
      return true;
    default:
      return false;
  }
}

}  // namespace

absl::string_view NameOf(SecurityEventKind kind) {
  switch (kind) {
    case SecurityEventKind::kSignedUp:
      return "SIGNED_UP";
    case SecurityEventKind::kSignedIn:
      return "SIGNED_IN";
    case SecurityEventKind::kSignInFailed:
      return "SIGN_IN_FAILED";
    case SecurityEventKind::kRefreshFailed:
      return "REFRESH_FAILED";
    case SecurityEventKind::kRefreshTokenReused:
      return "REFRESH_TOKEN_REUSED";
    case SecurityEventKind::kPasswordChanged:
      return "PASSWORD_CHANGED";
    case SecurityEventKind::kPasswordChangeFailed:
      return "PASSWORD_CHANGE_FAILED";
    case SecurityEventKind::kSessionEnded:
      return "SESSION_ENDED";
    case SecurityEventKind::kSigningKeyRefused:
      return "SIGNING_KEY_REFUSED";
  }
  return "UNKNOWN";
}

std::string SecurityLog::AccountHash(const std::string& address) const {
  const std::string account = absl::AsciiStrToLower(address);
  unsigned char hash[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()), reinterpret_cast<const unsigned char*>(account.data()),
       account.size(), hash, &size);
  return absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(hash), 8));
}

LogMembers SecurityLog::MembersOf(const RequestContext& ctx, const SecurityEvent& event) const {
  return {{"event", std::string(NameOf(event.kind))},
          {"reason", event.reason == Reason::kUnspecified ? "" : std::string(ReasonName(event.reason))},
          {"client_address", ctx.client_address},
          {"account_hash", event.tried_address.empty() ? "" : AccountHash(event.tried_address)},
          {"user_id", event.user.has_value() ? event.user->ToString() : ""},
          {"tenant_id", event.tenant.has_value() ? event.tenant->ToString() : ""},
          {"request_id", ctx.request_id},
          {"detail", event.detail}};
}

void SecurityLog::Tell(const RequestContext& ctx, const SecurityEvent& event) {
  counts_[static_cast<size_t>(event.kind)].fetch_add(1, std::memory_order_relaxed);
  if (IsSuspicious(event.kind)) {
    LogWarning("account", MembersOf(ctx, event));
  } else {
    LogInfo("account", MembersOf(ctx, event));
  }
}

}  // namespace pipewright::server
