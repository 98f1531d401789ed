// "127.0.0.1:7443", "[::1]:7443", "localhost:7443".
#pragma once

#include <string>

namespace pipewright::server {

struct HostAndPort {
  std::string host;  // without brackets
  std::string port;  // empty when there is none
};

inline HostAndPort SplitHostAndPort(const std::string& listen) {
  const size_t colon = listen.rfind(':');
  if (colon == std::string::npos) return {listen, ""};
  std::string host = listen.substr(0, colon);
  if (host.size() > 1 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  return {host, listen.substr(colon + 1)};
}

}  // namespace pipewright::server
