#include "infrastructure/postgres/collaboration/search_match.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/text.h"
#include "infrastructure/text/words.h"

namespace pipewright::postgres {
namespace {

using collaboration::SearchFragment;

constexpr size_t kMaxAsked = 10;
// Words of 3 to 20 letters are found so (write/search_rows.h), and two errors more are tolerated at most.
constexpr size_t kMinMisspelt = 4;
constexpr size_t kMaxMisspelt = 22;
constexpr size_t kMaxTitleWords = 100;
constexpr size_t kMaxTextWords = 20000;
constexpr size_t kBefore = 60;  // bytes of a fragment before what was found first
constexpr size_t kAround = 160;

// What a word of a text is worth as an answer; 0: it is none.
constexpr int kWhole = 12;
constexpr int kBeginning = 8;
constexpr int kSimilar = 5;  // less its distance

int WorthOf(const std::string& word, const AskedWord& asked) {
  if (word == asked.text) return kWhole;
  if (CodePoints(asked.text) > 1 && absl::StartsWith(word, asked.text)) return kBeginning;
  for (const SimilarWord& similar : asked.similar) {
    if (word == similar.text) return kSimilar - static_cast<int>(similar.distance);
  }
  return 0;
}

bool IsAsked(const std::string& word, const std::vector<AskedWord>& asked) {
  return std::any_of(asked.begin(), asked.end(), [&](const AskedWord& one) { return WorthOf(word, one) > 0; });
}

std::vector<absl::string_view> Letters(absl::string_view text) {
  std::vector<absl::string_view> letters;
  for (size_t at = 0; at < text.size();) {
    size_t size = 1;
    while (at + size < text.size() && (static_cast<unsigned char>(text[at + size]) & 0xC0) == 0x80) ++size;
    letters.push_back(text.substr(at, size));
    at += size;
  }
  return letters;
}

// `at`, or the beginning of the code point that it is within.
size_t Boundary(absl::string_view text, size_t at) {
  while (at > 0 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  return at;
}

}  // namespace

absl::StatusOr<std::vector<AskedWord>> AskedWords(absl::string_view query) {
  std::vector<AskedWord> asked;
  std::set<std::string> known;
  for (text::Word& word : text::WordsOf(query, query.size())) {
    if (known.insert(word.folded).second) asked.push_back({std::move(word.folded), {}});
  }
  if (asked.empty()) return InvalidField("query", "must have a word: letters or digits");
  if (asked.size() > kMaxAsked) return InvalidField("query", absl::StrCat("must have at most ", kMaxAsked, " words"));
  return asked;
}

bool MayBeMisspelt(absl::string_view folded) {
  return CodePoints(folded) >= kMinMisspelt && CodePoints(folded) <= kMaxMisspelt && text::IsLetters(folded);
}

size_t ToleratedDistance(absl::string_view written) { return CodePoints(written) >= 6 ? 2 : 1; }

size_t EditDistance(absl::string_view a, absl::string_view b, size_t most) {
  const std::vector<absl::string_view> from = Letters(a);
  const std::vector<absl::string_view> to = Letters(b);
  if (std::max(from.size(), to.size()) - std::min(from.size(), to.size()) > most) return most + 1;
  // Rows of the table of distances between beginnings: the present one and the two before it.
  std::vector<size_t> row(to.size() + 1);
  std::vector<size_t> above(to.size() + 1);
  std::vector<size_t> second(to.size() + 1);
  for (size_t j = 0; j <= to.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= from.size(); ++i) {
    std::swap(second, above);
    std::swap(above, row);
    row[0] = i;
    for (size_t j = 1; j <= to.size(); ++j) {
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1]) {
        row[j] = std::min(row[j], second[j - 2] + 1);
      }
    }
  }
  return std::min(row[to.size()], most + 1);
}

int ScoreOf(absl::string_view title, const std::vector<AskedWord>& asked) {
  const std::vector<text::Word> words = text::WordsOf(title, kMaxTitleWords);
  int score = 0;
  size_t whole = 0;
  for (const AskedWord& one : asked) {
    int best = 0;
    for (const text::Word& word : words) best = std::max(best, WorthOf(word.folded, one));
    score += best;
    if (best == kWhole) ++whole;
  }
  if (words.empty()) return score;
  // The title that begins so is meant rather than the one that has the word somewhere, and the one that says no more
  // most.
  if (WorthOf(words[0].folded, asked[0]) > 0) score += 1;
  if (whole == asked.size() && words.size() == whole) score += 2;
  return score;
}

std::vector<SearchFragment> Highlighted(absl::string_view text, const std::vector<AskedWord>& asked) {
  std::vector<SearchFragment> fragments;
  const std::vector<text::Word> words = text::WordsOf(text, kMaxTextWords);
  const auto first =
      std::find_if(words.begin(), words.end(), [&](const text::Word& word) { return IsAsked(word.folded, asked); });
  if (first == words.end()) return fragments;
  size_t at = first->begin <= kBefore ? 0 : Boundary(text, first->begin - kBefore);
  // A word may be as long as the text.
  const size_t end = Boundary(text, std::min({text.size(), std::max(at + kAround, first->end), at + 2 * kAround}));
  const auto add = [&](size_t to, bool match) {
    if (to > at) fragments.push_back({std::string(text.substr(at, to - at)), match});
    at = to;
  };
  for (auto word = first; word != words.end() && (word == first || word->end <= end); ++word) {
    if (!IsAsked(word->folded, asked)) continue;
    add(word->begin, false);
    add(std::min(word->end, end), true);
  }
  add(end, false);
  return fragments;
}

}  // namespace pipewright::postgres
