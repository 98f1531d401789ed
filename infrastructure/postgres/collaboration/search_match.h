// What a search asks for, and how well a text answers it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "application/collaboration/search.h"

namespace pipewright::postgres {

// A word that is taken for another one, which was written.
struct SimilarWord {
  std::string text;
  size_t distance = 0;  // EditDistance
};

// One word of a query, folded.
struct AskedWord {
  std::string text;
  std::vector<SimilarWord> similar;
};

// kInvalidArgument names query: no word, or more than 10.
absl::StatusOr<std::vector<AskedWord>> AskedWords(absl::string_view query);

// Whether a word may be written wrong: 4 to 22 letters, and nothing else.
bool MayBeMisspelt(absl::string_view folded);

// How many letters must be put in, taken out, changed, or changed with their neighbour to make one word of the other
// (Damerau-Levenshtein distance by optimal string alignment), in code points; `most` + 1 when it is more than that.
size_t EditDistance(absl::string_view a, absl::string_view b, size_t most);
// The distance at which a word is still taken for the one that was written.
size_t ToleratedDistance(absl::string_view written);

// How well what a record is called answers: of two records the one with more is better. Words that aren't in the title
// add nothing: they are elsewhere in the record.
int ScoreOf(absl::string_view title, const std::vector<AskedWord>& asked);

// The part of the text around the first word that was asked for, some 160 bytes and 320 at most; nothing when it has
// none of them.
std::vector<collaboration::SearchFragment> Highlighted(absl::string_view text, const std::vector<AskedWord>& asked);

}  // namespace pipewright::postgres
