// What happens to accounts, in the log and as counters.
//
// A failed sign-in is logged with the address it came from and a keyed hash of the account that was tried: enough to
// see that one account, or from one place, is being tried, and nothing that tells whose it is. The key is the
// installation's.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <utility>

#include "application/organization/security_events.h"
#include "server/process/logging.h"

namespace pipewright::server {

// Thread safe.
class SecurityLog final : public organization::SecurityEvents {
 public:
  // `key`: 32 secret bytes, the same for all servers of an installation.
  explicit SecurityLog(std::string key) : key_(std::move(key)) {}

  void Tell(const RequestContext& ctx, const organization::SecurityEvent& event) override;

  int64_t count(organization::SecurityEventKind kind) const { return counts_[static_cast<size_t>(kind)]; }

  // 16 hexadecimal digits; one account has one, however its address is written.
  std::string AccountHash(const std::string& address) const;

 private:
  LogMembers MembersOf(const RequestContext& ctx, const organization::SecurityEvent& event) const;

  static constexpr size_t kKinds = static_cast<size_t>(organization::SecurityEventKind::kSigningKeyRefused) + 1;
  const std::string key_;
  std::array<std::atomic<int64_t>, kKinds> counts_{};
};

// "SIGN_IN_FAILED"
absl::string_view NameOf(organization::SecurityEventKind kind);

}  // namespace pipewright::server
