// Whose word counts for where a call comes from.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace pipewright::server {

// The networks of the proxies in front of the server. Each says in X-Forwarded-For whom it serves, behind what it was
// told itself, so the last one of the list that isn't a proxy is who calls. What stands before that anybody may have
// written. Immutable; thread safe.
class TrustedProxies {
 public:
  // None.
  TrustedProxies() = default;
  // "10.0.0.0/8, 2001:db8::/32, 192.0.2.7". kInvalidArgument names the one that is no network.
  static absl::StatusOr<TrustedProxies> Parse(absl::string_view list);

  bool empty() const { return networks_.empty(); }

  // The address that a call comes from: `peer` itself unless that is a proxy's. `forwarded`: the header's values, as
  // they came, with commas between. A proxy that says nothing, or nothing that is an address, is who calls.
  std::string ClientOf(const std::string& peer, absl::string_view forwarded) const;

 private:
  struct Network {
    std::string bytes;  // 16, an IPv4 address as an IPv6 one
    int bits;           // of them that count
  };

  bool IsProxy(absl::string_view bytes) const;

  std::vector<Network> networks_;
};

}  // namespace pipewright::server
