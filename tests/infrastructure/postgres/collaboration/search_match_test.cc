#include "infrastructure/postgres/collaboration/search_match.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/support/status_matchers.h"

namespace pipewright::postgres {
namespace {

std::vector<AskedWord> Asked(absl::string_view query) { return AskedWords(query).value(); }

// "[…]" around what was found.
std::string Marked(absl::string_view text, const std::vector<AskedWord>& asked) {
  std::string marked;
  for (const auto& fragment : Highlighted(text, asked)) {
    absl::StrAppend(&marked, fragment.match ? "[" : "", fragment.text, fragment.match ? "]" : "");
  }
  return marked;
}

TEST_CASE("a query is one to ten words, each once", "[search]") {
  CHECK(Asked("Acme ACME gmbh").size() == 2);
  CHECK(AskedWords("a b c d e f g h i j").ok());
  CHECK(Asked("a a b c d e f g h i zebra").back().text == "zebra");
  CHECK(AskedWords("a a b c d e f g h i j zebra").status().code() == absl::StatusCode::kInvalidArgument);
  CHECK(AskedWords("a b c d e f g h i j k").status().code() == absl::StatusCode::kInvalidArgument);
  CHECK(AskedWords("%&/").status().code() == absl::StatusCode::kInvalidArgument);
}

TEST_CASE("errors in writing are counted in letters, two changed places as one", "[search]") {
  CHECK(EditDistance("meridian", "meridian", 2) == 0);
  CHECK(EditDistance("meridain", "meridian", 2) == 1);
  CHECK(EditDistance("meridan", "meridian", 2) == 1);
  CHECK(EditDistance("meriddian", "meridian", 2) == 1);
  CHECK(EditDistance("neridiam", "meridian", 2) == 2);
  CHECK(EditDistance("xyz", "meridian", 2) == 3);
  CHECK(EditDistance("globex", "acme", 2) == 3);
  CHECK(EditDistance("москва", "мосвка", 1) == 1);
  CHECK(EditDistance("", "ab", 2) == 2);
  CHECK(ToleratedDistance("acme") == 1);
  CHECK(ToleratedDistance("globex") == 2);
  CHECK(MayBeMisspelt("acme"));
  CHECK_FALSE(MayBeMisspelt("abc"));
  CHECK_FALSE(MayBeMisspelt("0001234"));
}

TEST_CASE("the title that says just that comes before the one that begins so, and that before others", "[search]") {
  const auto asked = Asked("acme desks");
  const int same = ScoreOf("ACME Desks", asked);
  const int begins = ScoreOf("Acme Desks GmbH", asked);
  const int has = ScoreOf("The Acme Desks", asked);
  const int beginnings = ScoreOf("The Acmeyer Desksen", asked);
  const int half = ScoreOf("The Acme", asked);
  CHECK(same > begins);
  CHECK(begins > has);
  CHECK(has > beginnings);
  CHECK(beginnings > half);
  CHECK(half > ScoreOf("Globex", asked));
  CHECK(ScoreOf("", asked) == 0);
  std::vector<AskedWord> misspelt = Asked("acem desks");
  misspelt[0].similar = {{"acme", 1}, {"acma", 2}};
  CHECK(ScoreOf("Acme Desks", misspelt) < ScoreOf("Acem Desks", misspelt));
  CHECK(ScoreOf("Acme Desks", misspelt) > ScoreOf("Acma Desks", misspelt));
  CHECK(ScoreOf("Acma Desks", misspelt) > ScoreOf("Globex Desks", misspelt));
}

TEST_CASE("what was found is marked in the text around it", "[search]") {
  CHECK(Marked("They like Oak, and oaken desks.", Asked("oak desk")) == "They like [Oak], and [oaken] [desks].");
  CHECK(Marked("Nothing of it", Asked("oak")).empty());
  CHECK(Marked("Jürgen Müller", Asked("muller")) == "Jürgen [Müller]");
  const std::string text = absl::StrCat(std::string(500, 'x'), " über oak ", std::string(500, 'y'));
  const auto fragments = Highlighted(text, Asked("oak"));
  REQUIRE(fragments.size() == 3);
  CHECK(fragments[1].text == "oak");
  CHECK(fragments[0].text.size() <= 64);
  CHECK(fragments[0].text.size() + fragments[2].text.size() < 170);
}

TEST_CASE("a fragment of a word as long as its text is bounded", "[search][attack]") {
  const auto fragments = Highlighted(std::string(10000, 'x') + " oak", Asked("xxx"));
  REQUIRE(fragments.size() == 1);
  CHECK(fragments[0].match);
  CHECK(fragments[0].text.size() == 320);
}

TEST_CASE("a fragment never cuts a letter", "[search]") {
  std::string umlauts;
  for (int i = 0; i < 200; ++i) umlauts += "ü";
  for (const std::string& text : {umlauts + " oak " + umlauts, umlauts + "x oak x" + umlauts}) {
    for (const auto& fragment : Highlighted(text, Asked("oak"))) {
      CHECK((static_cast<unsigned char>(fragment.text[0]) & 0xC0) != 0x80);
      CHECK((static_cast<unsigned char>(fragment.text.back()) < 0x80 || fragment.text.size() % 2 == 0 ||
             fragment.text.find(' ') != std::string::npos));
    }
  }
}

}  // namespace
}  // namespace pipewright::postgres
