// Addresses of sockets, as keys.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <string>

namespace pipewright::server {

// Whose budget counts: an IPv4 address, also when it comes as an IPv6 one, or the /64 network that one site has. Bytes.
std::string BudgetOf(const sockaddr_storage& address);

// Which connection of all that there are: the bytes of the IP address, IPv4 in IPv6 as IPv4, and of the port, the most
// significant first. `ip`: 4 or 16 bytes.
std::string PeerKey(const std::string& ip, uint16_t port);
std::string PeerKeyOf(const sockaddr_storage& address);
// "192.0.2.7" or "2001:db8::1" of it.
std::string IpOfPeer(const std::string& key);

}  // namespace pipewright::server
