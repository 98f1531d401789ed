// Where a call comes from, as far as its proxies can be believed.
#include "server/rpc/trusted_proxies.h"

#include <catch2/catch.hpp>
#include <string>

#include "absl/strings/str_cat.h"

namespace pipewright::server {
namespace {

TEST_CASE("nobody is believed unless told so", "[proxies]") {
  CHECK(TrustedProxies().ClientOf("192.0.2.1", "203.0.113.9") == "192.0.2.1");
  CHECK(TrustedProxies::Parse("").value().ClientOf("192.0.2.1", "203.0.113.9") == "192.0.2.1");
}

TEST_CASE("a proxy says whom it serves, and a stranger says nothing that counts", "[proxies]") {
  const TrustedProxies proxies = TrustedProxies::Parse("10.0.0.0/8, 192.0.2.7,2001:db8::/33").value();
  CHECK(proxies.ClientOf("10.1.2.3", "203.0.113.9") == "203.0.113.9");
  CHECK(proxies.ClientOf("192.0.2.7", "203.0.113.9") == "203.0.113.9");
  CHECK(proxies.ClientOf("2001:db8:7fff::1", "203.0.113.9") == "203.0.113.9");
  CHECK(proxies.ClientOf("::ffff:10.1.2.3", "2001:db9::5") == "2001:db9::5");
  for (const char* const stranger : {"11.0.0.1", "192.0.2.8", "192.0.2.6", "2001:db8:8000::1", "::1", "unix"}) {
    CAPTURE(stranger);
    CHECK(proxies.ClientOf(stranger, "203.0.113.9") == stranger);
  }
}

TEST_CASE("what stands before the last word of a proxy anybody may have written", "[proxies][attack]") {
  const TrustedProxies proxies = TrustedProxies::Parse("10.0.0.0/8").value();
  CHECK(proxies.ClientOf("10.0.0.1", "198.51.100.1, 203.0.113.9") == "203.0.113.9");
  CHECK(proxies.ClientOf("10.0.0.1", "198.51.100.1, 203.0.113.9, 10.0.0.2") == "203.0.113.9");
  CHECK(proxies.ClientOf("10.0.0.1", "10.0.0.3,10.0.0.2") == "10.0.0.3");
  std::string hops = "203.0.113.9";
  for (int i = 0; i < 1000; ++i) absl::StrAppend(&hops, ",10.0.0.2");
  CHECK(proxies.ClientOf("10.0.0.1", hops) == "10.0.0.2");
}

TEST_CASE("a proxy that names no address is who calls", "[proxies][attack]") {
  const TrustedProxies proxies = TrustedProxies::Parse("10.0.0.0/8").value();
  for (const char* const said :
       {"", ",", "unknown", "203.0.113.9, _hidden", "203.0.113.999", "[", "[]", ":", "10.0.0.1:"}) {
    CAPTURE(said);
    CHECK(proxies.ClientOf("10.0.0.1", said) == "10.0.0.1");
  }
  CHECK(proxies.ClientOf("10.0.0.1", "203.0.113.9:51234") == "203.0.113.9");
  CHECK(proxies.ClientOf("10.0.0.1", " [2001:db8::1]:51234 ") == "2001:db8::1");
}

TEST_CASE("a list of proxies that can't be read names the one that is wrong", "[proxies]") {
  for (const char* const wrong :
       {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "proxy", "10.0.0.0/8, 2001::/129", "/8", "10.0/8"}) {
    CAPTURE(wrong);
    CHECK_FALSE(TrustedProxies::Parse(wrong).ok());
  }
  CHECK(std::string(TrustedProxies::Parse("10.0.0.0/8, proxy").status().message()).find("\"proxy\"") !=
        std::string::npos);
  CHECK(TrustedProxies::Parse("0.0.0.0/0").value().ClientOf("192.0.2.1", "203.0.113.9") == "203.0.113.9");
  CHECK(TrustedProxies::Parse("0.0.0.0/0").value().ClientOf("2001:db8::1", "203.0.113.9") == "2001:db8::1");
}

}  // namespace
}  // namespace pipewright::server
