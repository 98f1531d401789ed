#include "server/rpc/trusted_proxies.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace pipewright::server {
namespace {

constexpr int kBits = 128;
constexpr int kV4Bits = 32;
constexpr absl::string_view kMapped("\0\0\0\0\0\0\0\0\0\0\xff\xff", 12);
// Behind so many proxies nobody is; the header is a stranger's.
constexpr int kMostHops = 32;

// 16 bytes, an IPv4 address as an IPv6 one.
std::optional<std::string> BytesOf(absl::string_view address) {
  const std::string text(address);
  in6_addr v6{};
  if (inet_pton(AF_INET6, text.c_str(), &v6) == 1) return std::string(reinterpret_cast<const char*>(&v6), sizeof v6);
  in_addr v4{};
  if (inet_pton(AF_INET, text.c_str(), &v4) != 1) return std::nullopt;
  return absl::StrCat(kMapped, absl::string_view(reinterpret_cast<const char*>(&v4), sizeof v4));
}

// As some proxies write it: "192.0.2.7:51234", "[2001:db8::1]:51234".
absl::string_view WithoutPort(absl::string_view address) {
  if (absl::StartsWith(address, "[")) return address.substr(1, address.find(']') - 1);
  const size_t colon = address.find(':');
  return colon != absl::string_view::npos && address.find(':', colon + 1) == absl::string_view::npos
             ? address.substr(0, colon)
             : address;
}

}  // namespace

absl::StatusOr<TrustedProxies> TrustedProxies::Parse(absl::string_view list) {
  TrustedProxies proxies;
  for (const absl::string_view piece : absl::StrSplit(list, ',', absl::SkipWhitespace())) {
    const absl::string_view text = absl::StripAsciiWhitespace(piece);
    const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(text, absl::MaxSplits('/', 1));
    std::optional<std::string> bytes = BytesOf(parts.first);
    const bool v4 = bytes.has_value() && !absl::StrContains(parts.first, ':');
    const int most = v4 ? kV4Bits : kBits;
    int bits = most;
    const bool has_bits = absl::StrContains(text, '/');
    if (!bytes.has_value() || (has_bits && (!absl::SimpleAtoi(parts.second, &bits) || bits < 0 || bits > most))) {
      return absl::InvalidArgumentError(
          absl::StrCat("\"", text, "\" is no network: write 10.0.0.0/8, 2001:db8::/32 or an address"));
    }
    proxies.networks_.push_back({*std::move(bytes), bits + kBits - most});
  }
  return proxies;
}

bool TrustedProxies::IsProxy(absl::string_view bytes) const {
  for (const Network& network : networks_) {
    const auto whole = static_cast<size_t>(network.bits / 8);
    const int rest = network.bits % 8;
    if (bytes.substr(0, whole) != absl::string_view(network.bytes).substr(0, whole)) continue;
    if (rest == 0 || ((bytes[whole] ^ network.bytes[whole]) & (0xFF << (8 - rest)) & 0xFF) == 0) return true;
  }
  return false;
}

std::string TrustedProxies::ClientOf(const std::string& peer, absl::string_view forwarded) const {
  if (empty()) return peer;
  std::string client = peer;
  absl::string_view left = forwarded;
  for (int hop = 0; hop < kMostHops; ++hop) {
    const std::optional<std::string> bytes = BytesOf(client);
    if (!bytes.has_value() || !IsProxy(*bytes) || left.empty()) return client;
    const size_t comma = left.rfind(',');
    const absl::string_view last =
        WithoutPort(absl::StripAsciiWhitespace(comma == absl::string_view::npos ? left : left.substr(comma + 1)));
    left = comma == absl::string_view::npos ? absl::string_view() : left.substr(0, comma);
    if (!BytesOf(last).has_value()) return client;
    client = std::string(last);
  }
  return client;
}

}  // namespace pipewright::server
