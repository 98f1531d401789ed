// Where calls come from.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace pipewright::server {

// The address in gRPC's name of a peer: "ipv4:127.0.0.1:51234" → "127.0.0.1", "ipv6:%5B::1%5D:51234" → "::1". Without a
// network ("unix:/path", "unknown:") nothing that NetworkOf knows.
std::string AddressOf(absl::string_view peer);

// BudgetOf (process/socket_address.h) of an address as a text; empty when it is none. `wide`: of its likely neighbours
// too, the /24 or the /48.
std::string NetworkOf(absl::string_view address, bool wide = false);

}  // namespace pipewright::server
