#include "server/process/socket_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

namespace pipewright::server {
namespace {

constexpr size_t kV6Bytes = 16;
constexpr size_t kV4At = 12;  // of an IPv4 address in an IPv6 one
constexpr size_t kSiteBytes = 8;

template <class Address>
std::string BytesOf(const Address& address) {
  return std::string(reinterpret_cast<const char*>(&address), sizeof address);
}

// IPv4 in IPv6 as IPv4.
std::string Unmapped(const std::string& ip) {
  static const auto* const mapped = new std::string(std::string(kV4At - 2, '\0') + "\xff\xff");
  return ip.size() == kV6Bytes && ip.compare(0, kV4At, *mapped) == 0 ? ip.substr(kV4At) : ip;
}

std::string IpOf(const sockaddr_storage& address) {
  if (address.ss_family == AF_INET) return BytesOf(reinterpret_cast<const sockaddr_in&>(address).sin_addr);
  return Unmapped(BytesOf(reinterpret_cast<const sockaddr_in6&>(address).sin6_addr));
}

}  // namespace

std::string BudgetOf(const sockaddr_storage& address) {
  std::string ip = IpOf(address);
  return ip.size() == kV6Bytes ? ip.substr(0, kSiteBytes) : ip;
}

std::string PeerKey(const std::string& ip, uint16_t port) {
  std::string key = Unmapped(ip);
  key.push_back(static_cast<char>(port >> 8));
  key.push_back(static_cast<char>(port & 0xFF));
  return key;
}

std::string PeerKeyOf(const sockaddr_storage& address) {
  const auto port = address.ss_family == AF_INET ? reinterpret_cast<const sockaddr_in&>(address).sin_port
                                                 : reinterpret_cast<const sockaddr_in6&>(address).sin6_port;
  return PeerKey(IpOf(address), ntohs(port));
}

std::string IpOfPeer(const std::string& key) {
  char text[INET6_ADDRSTRLEN] = "";
  inet_ntop(key.size() < kV6Bytes ? AF_INET : AF_INET6, key.data(), text, sizeof text);
  return text;
}

}  // namespace pipewright::server
