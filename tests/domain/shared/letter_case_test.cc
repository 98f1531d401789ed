#include "domain/shared/letter_case.h"

#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>

namespace pipewright {
namespace {

TEST_CASE("capital letters become small ones, in the alphabets that have them") {
  CHECK(LowerCase("VIP and Key Account 2") == "vip and key account 2");
  CHECK(LowerCase("ÄÖÜ ÀÉÎÕØÞ ĀĐĲŁŇŊŸŹŽ") == "äöü àéîõøþ āđĳłňŋÿźž");
  CHECK(LowerCase("ΑΒΓ ΩΪΆΈΌΎΏ") == "αβγ ωϊάέόύώ");
  CHECK(LowerCase("ПРИВЕТ ЁЇЎ ѠҐӀӁӔ") == "привет ёїў ѡґӏӂӕ");
  CHECK(LowerCase("ԱՖ ẠỄỸ ＡＺ") == "աֆ ạễỹ ａｚ");
}

TEST_CASE("what has no small letter of its length stays as it is") {
  for (const char* const text : {"", "äßÿ×÷ĸŉı", "İẞ", "日本 ✓ 😀", "١٢٣", "\xC3", "\xE1\xBA", "\xFF\x80"}) {
    INFO(text);
    CHECK(LowerCase(text) == text);
  }
  CHECK(LowerCase("\xC3"
                  "A\xE1\xBA"
                  "B") ==
        "\xC3"
        "a\xE1\xBA"
        "b");
}

TEST_CASE("small letters stay small, and no length changes") {
  rc::prop("whatever the bytes are", [] {
    const auto text = *rc::gen::arbitrary<std::string>();
    const std::string lower = LowerCase(text);
    RC_ASSERT(lower.size() == text.size());
    RC_ASSERT(LowerCase(lower) == lower);
  });
}

}  // namespace
}  // namespace pipewright
