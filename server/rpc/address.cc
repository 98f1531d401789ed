#include "server/rpc/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include "absl/strings/strip.h"
#include "server/process/socket_address.h"

namespace pipewright::server {
namespace {

constexpr size_t kWideV4Bytes = 3;
constexpr size_t kWideV6Bytes = 6;

}  // namespace

std::string AddressOf(absl::string_view peer) {
  absl::ConsumePrefix(&peer, "ipv4:");
  if (absl::ConsumePrefix(&peer, "ipv6:%5B")) return std::string(peer.substr(0, peer.find("%5D")));
  if (absl::ConsumePrefix(&peer, "ipv6:[")) return std::string(peer.substr(0, peer.find(']')));
  return std::string(peer.substr(0, peer.rfind(':')));
}

std::string NetworkOf(absl::string_view address, bool wide) {
  // The zone of a link-local address ("fe80::1%eth0") says nothing of whose it is.
  const std::string text(address.substr(0, address.find('%')));
  sockaddr_storage read{};
  auto& v6 = reinterpret_cast<sockaddr_in6&>(read);
  auto& v4 = reinterpret_cast<sockaddr_in&>(read);
  if (inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1) {
    read.ss_family = AF_INET6;
  } else if (inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
    read.ss_family = AF_INET;
  } else {
    return "";
  }
  const std::string network = BudgetOf(read);
  return wide ? network.substr(0, network.size() == sizeof v4.sin_addr ? kWideV4Bytes : kWideV6Bytes) : network;
}

}  // namespace pipewright::server
