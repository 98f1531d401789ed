#include "infrastructure/text/utf8_folding.h"

#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "domain/sales/match_profile.h"

namespace pipewright::text {
namespace {

TEST_CASE("texts that read the same fold to the same", "[duplicates]") {
  const Utf8Folding folding;
  const std::vector<std::pair<std::string, std::string>> examples = {
      {"ACME", "acme"},
      {"M\xC3\xBCller", "muller"},
      {"Mu\xCC\x88ller", "muller"},  // the same in two code points
      {"Stra\xC3\x9F"
       "e",
       "strasse"},
      {"\xC3\x89"
       "cole",
       "ecole"},
      {"\xC3\x98re \xC5\x81\xC3\xB3"
       "d\xC5\xBA",
       "ore lodz"},
      {"\xC3\x86r\xC3\xB8", "aero"},
      {"\xEF\xBC\xA1\xEF\xBC\xA2\xEF\xBC\xA3", "abc"},  // wide letters
      {"\xD0\x9C\xD0\x9E\xD0\xA1\xD0\x9A\xD0\x92\xD0\x90", "\xD0\xBC\xD0\xBE\xD1\x81\xD0\xBA\xD0\xB2\xD0\xB0"},
      {"\xE6\x97\xA5\xE6\x9C\xAC", "\xE6\x97\xA5\xE6\x9C\xAC"},
      {"", ""},
  };
  for (const auto& [text, folded] : examples) {
    CAPTURE(text);
    CHECK(folding.Fold(text) == folded);
  }
  CHECK(folding.Fold("a\xFF") == "a\xFF");
}

TEST_CASE("names with accents, as written without, are the same name", "[duplicates]") {
  const Utf8Folding folding;
  CHECK(sales::NormalCompanyName("M\xC3\xBCller & S\xC3\xB6hne GmbH", folding) == "muller sohne");
  CHECK(sales::NormalCompanyName("MUELLER UND SOEHNE", folding) == "muller sohne");
  CHECK(sales::NormalPersonName("Ren\xC3\xA9"
                                "e Ca\xC3\xB1o",
                                folding) == "cano renee");
}

}  // namespace
}  // namespace pipewright::text
