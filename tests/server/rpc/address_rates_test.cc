// How often an address may call what anybody may, by a clock that the test moves.
#include "server/rpc/address_rates.h"

#include <catch2/catch.hpp>

#include "absl/strings/str_cat.h"
#include "server/rpc/address.h"

namespace pipewright::server {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'800'000'000);

// How many of so many calls at one moment are let through.
int Allowed(AddressRates& rates, const std::string& address, int calls, absl::Time now) {
  int allowed = 0;
  for (int i = 0; i < calls; ++i) allowed += rates.Take(address, now) == absl::ZeroDuration() ? 1 : 0;
  return allowed;
}

TEST_CASE("a minute's calls may come at once, and then one at a time", "[address_rates]") {
  AddressRates rates({.per_minute = 60});
  CHECK(Allowed(rates, "192.0.2.1", 100, kStart) == 60);
  CHECK(rates.Take("192.0.2.1", kStart) == absl::Seconds(1));
  CHECK(Allowed(rates, "192.0.2.1", 100, kStart + absl::Seconds(10)) == 10);
  CHECK(Allowed(rates, "192.0.2.1", 100, kStart + absl::Hours(10)) == 60);
}

TEST_CASE("an address is no worse off for what others do, unless they are many neighbours", "[address_rates]") {
  AddressRates rates({.per_minute = 10});
  CHECK(Allowed(rates, "192.0.2.1", 100, kStart) == 10);
  CHECK(Allowed(rates, "192.0.2.2", 100, kStart) == 10);
  CHECK(Allowed(rates, "198.51.100.1", 100, kStart) == 10);
  int of_neighbours = 20;
  for (int i = 3; i < 50; ++i) of_neighbours += Allowed(rates, absl::StrCat("192.0.2.", i), 100, kStart);
  CHECK(of_neighbours == 80);
}

TEST_CASE("one site's many IPv6 addresses are one", "[address_rates]") {
  AddressRates rates({.per_minute = 10});
  int allowed = 0;
  for (int i = 0; i < 100; ++i) allowed += Allowed(rates, absl::StrCat("2001:db8::", absl::Hex(i)), 1, kStart);
  CHECK(allowed == 10);
  CHECK(Allowed(rates, "2001:db8:0:1::1", 100, kStart) == 10);
}

TEST_CASE("so many addresses are known and no more, and those beyond share", "[address_rates]") {
  AddressRates rates({.per_minute = 10, .addresses = 100});
  int allowed = 0;
  for (int i = 0; i < 1000; ++i) allowed += Allowed(rates, absl::StrCat("10.", i / 250, ".", i % 250, ".1"), 1, kStart);
  // Two names for each that is known: its own and its network's.
  CHECK(allowed <= 50 + 10);
  CHECK(allowed >= 50);
  // When their minute is over they are forgotten.
  CHECK(Allowed(rates, "203.0.113.1", 100, kStart + absl::Hours(1)) == 10);
}

TEST_CASE("without a limit, or without an address, nobody is refused", "[address_rates]") {
  AddressRates any({.per_minute = 0});
  CHECK(Allowed(any, "192.0.2.1", 1000, kStart) == 1000);
  AddressRates rates({.per_minute = 1});
  CHECK(Allowed(rates, "unknown", 1000, kStart) == 1000);
}

TEST_CASE("gRPC's names of peers lead to addresses and networks", "[address]") {
  CHECK(AddressOf("ipv4:127.0.0.1:51234") == "127.0.0.1");
  CHECK(AddressOf("ipv6:%5B::1%5D:51234") == "::1");
  CHECK(AddressOf("ipv6:[::1]:51234") == "::1");
  CHECK(NetworkOf("192.0.2.1") == NetworkOf("::ffff:192.0.2.1"));
  CHECK(NetworkOf("192.0.2.1") != NetworkOf("192.0.2.2"));
  CHECK(NetworkOf("192.0.2.1", /*wide=*/true) == NetworkOf("192.0.2.2", /*wide=*/true));
  CHECK(NetworkOf("2001:db8::1") == NetworkOf("2001:db8::ffff:1"));
  CHECK(NetworkOf("2001:db8::1") != NetworkOf("2001:db8:0:1::1"));
  CHECK(NetworkOf("fe80::1%eth0") == NetworkOf("fe80::2"));
  CHECK(NetworkOf(AddressOf("unix:/run/pipewright.sock")).empty());
  CHECK(NetworkOf("").empty());
}

}  // namespace
}  // namespace pipewright::server
