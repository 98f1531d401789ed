#include "infrastructure/text/words.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace pipewright::text {
namespace {

using Texts = std::vector<std::string>;

Texts Folded(absl::string_view text, size_t most = 100) {
  Texts folded;
  for (const Word& word : WordsOf(text, most)) folded.push_back(word.folded);
  return folded;
}

TEST_CASE("a word is a run of letters and digits, without capitals and accents", "[words]") {
  CHECK(Folded("Müller & Söhne GmbH, (Straße 12b)") == Texts{"muller", "sohne", "gmbh", "strasse", "12b"});
  CHECK(Folded("anna.kovacs@meridian.example") == Texts{"anna", "kovacs", "meridian", "example"});
  CHECK(Folded("OPP-000123") == Texts{"opp", "000123"});
  CHECK(Folded("Zoe\xCC\x88 e\xCC\x81tude") == Texts{"zoe", "etude"});  // marks of their own
  CHECK(Folded("Łódź Ærø") == Texts{"lodz", "aero"});
  CHECK(Folded("Ελλάδα Москва") == Texts{"ελλαδα", "москва"});
  CHECK(Folded("").empty());
  CHECK(Folded(" \t\n--!? ").empty());
}

TEST_CASE("a word says where it stands in the text", "[words]") {
  const std::string text = "«Ünal» & co";
  const std::vector<Word> words = WordsOf(text, 100);
  REQUIRE(words.size() == 2);
  CHECK(text.substr(words[0].begin, words[0].end - words[0].begin) == "Ünal");
  CHECK(words[1].end == text.size());
}

TEST_CASE("the number of words and what counts of each are bounded", "[words]") {
  CHECK(Folded("a b c d", 2) == Texts{"a", "b"});
  CHECK(Folded("a b", 0).empty());
  CHECK(Folded(std::string(100000, 'x')) == Texts{std::string(kMaxWordLength, 'x')});
  std::string wide;
  for (int i = 0; i < 50; ++i) wide += "я";
  CHECK(Folded(wide)[0].size() == 2 * kMaxWordLength);
}

TEST_CASE("what isn't UTF-8 parts words and does no harm", "[words]") {
  CHECK(Folded("acme\xFF\xFEgmbh\xC3") == Texts{"acme", "gmbh"});
  CHECK(Folded("\x80\x80") == Texts{});
}

TEST_CASE("letters are told from what has digits", "[words]") {
  CHECK(IsLetters("meridian"));
  CHECK(IsLetters("москва"));
  CHECK_FALSE(IsLetters("12b"));
  CHECK_FALSE(IsLetters("a1"));
}

}  // namespace
}  // namespace pipewright::text
