#include "server/process/kept_out.h"

#include <catch2/catch.hpp>

#include "absl/strings/str_cat.h"

namespace pipewright::server {
namespace {

TEST_CASE("an address is kept out for longer each time, and forgiven when it has behaved", "[attack]") {
  KeptOut kept;
  absl::Time now = absl::UnixEpoch();
  CHECK_FALSE(kept.Has("a", now));
  for (const absl::Duration lasts : {absl::Seconds(10), absl::Seconds(20), absl::Seconds(40), absl::Seconds(80),
                                     absl::Seconds(160), absl::Minutes(5), absl::Minutes(5)}) {
    CHECK(kept.Add("a", now));
    CHECK_FALSE(kept.Add("a", now + lasts / 2));
    CHECK(kept.Has("a", now + lasts - absl::Milliseconds(1)));
    CHECK_FALSE(kept.Has("b", now));
    now += lasts;
    CHECK_FALSE(kept.Has("a", now));
  }
  now += KeptOut::kForgiven;
  CHECK(kept.Add("a", now));
  CHECK_FALSE(kept.Has("a", now + KeptOut::kFirst));
}

TEST_CASE("of too many addresses that are kept out the one whose time ends first is let in", "[attack]") {
  KeptOut kept;
  absl::Time now = absl::UnixEpoch();
  for (size_t i = 0; i < KeptOut::kMost; ++i) CHECK(kept.Add(absl::StrCat(i), now += absl::Microseconds(1)));
  CHECK(kept.Add("one more", now));
  CHECK(kept.size() == KeptOut::kMost);
  CHECK_FALSE(kept.Has("0", now));
  CHECK(kept.Has("1", now));
  now += KeptOut::kFirst + KeptOut::kForgiven;
  CHECK(kept.Add("much later", now));
  CHECK(kept.size() == 1);
}

}  // namespace
}  // namespace pipewright::server
