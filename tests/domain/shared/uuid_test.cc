#include "domain/shared/uuid.h"

#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cctype>

#include "domain/shared/record_kind.h"

namespace pipewright {
namespace {

rc::Gen<Uuid> AnyUuid() {
  return rc::gen::map(rc::gen::container<std::vector<uint8_t>>(16, rc::gen::arbitrary<uint8_t>()),
                      [](const std::vector<uint8_t>& bytes) {
                        std::array<uint8_t, 16> array{};
                        std::copy(bytes.begin(), bytes.end(), array.begin());
                        return Uuid(array);
                      });
}

std::array<uint8_t, 10> AnyRandomness() {
  std::array<uint8_t, 10> random{};
  for (uint8_t& byte : random) byte = *rc::gen::arbitrary<uint8_t>();
  return random;
}

TEST_CASE("a UUID is read in either case and written in lower case") {
  CHECK(Uuid::Parse("0190F3C2-7B1E-7C3A-9D4E-5F60718293A4").value().ToString() ==
        "0190f3c2-7b1e-7c3a-9d4e-5f60718293a4");
  for (const char* wrong : {"", "0190f3c27b1e7c3a9d4e5f60718293a4", "0190f3c2-7b1e-7c3a-9d4e-5f60718293a",
                            "0190f3c2-7b1e-7c3a-9d4e-5f60718293a4 ", "0190f3c2-7b1e-7c3a-9d4e-5f60718293ag",
                            "{190f3c2-7b1e-7c3a-9d4e-5f60718293a4}", "0190f3c2+7b1e-7c3a-9d4e-5f60718293a4"}) {
    INFO(wrong);
    CHECK(Uuid::Parse(wrong).status().code() == absl::StatusCode::kInvalidArgument);
  }
}

TEST_CASE("the nil UUID is nobody's id") {
  CHECK(Uuid().is_nil());
  CHECK(AccountId().is_nil());
  CHECK(Uuid().ToString() == "00000000-0000-0000-0000-000000000000");
}

TEST_CASE("UUIDs and their text are one to one") {
  rc::prop("what is written is read back", [] {
    const Uuid id = *AnyUuid();
    RC_ASSERT(Uuid::Parse(id.ToString()).value() == id);
  });
  rc::prop("the order of the values is the order of the texts", [] {
    const Uuid a = *AnyUuid();
    const Uuid b = *AnyUuid();
    RC_ASSERT((a < b) == (a.ToString() < b.ToString()));
  });
  rc::prop("version 7 says so, carries its time, and sorts by it", [] {
    const int64_t millis = *rc::gen::inRange<int64_t>(0, int64_t{1} << 47);
    const auto random = AnyRandomness();
    const Uuid id = Uuid::Version7(absl::FromUnixMillis(millis), random);
    RC_ASSERT(id.bytes()[6] >> 4 == 7);
    RC_ASSERT(id.bytes()[8] >> 6 == 2);
    int64_t read = 0;
    for (int i = 0; i < 6; ++i) read = read << 8 | id.bytes()[static_cast<size_t>(i)];
    RC_ASSERT(read == millis);
    RC_ASSERT(id < Uuid::Version7(absl::FromUnixMillis(millis + 1), AnyRandomness()));
  });
  rc::prop("version 4 says so, and is as random as its source but for that", [] {
    const Uuid random = *AnyUuid();
    const Uuid id = Uuid::Version4(random.bytes());
    RC_ASSERT(id.bytes()[6] >> 4 == 4);
    RC_ASSERT(id.bytes()[8] >> 6 == 2);
    for (const size_t i : {0, 1, 2, 3, 4, 5, 7, 9, 10, 11, 12, 13, 14, 15})
      RC_ASSERT(id.bytes()[i] == random.bytes()[i]);
  });
}

}  // namespace
}  // namespace pipewright
