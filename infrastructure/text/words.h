// The words of a text, as search knows them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace pipewright::text {

// The most of a word that counts, in code points: what follows is no part of `folded`.
inline constexpr size_t kMaxWordLength = 40;

struct Word {
  size_t begin = 0;  // bytes of the text: from here
  size_t end = 0;    // to before here
  std::string folded;
};

// The first words of a text, `most` of them: runs of letters and digits with the marks on them, each folded
// (utf8_folding.h). Nothing else parts scripts that are written without spaces. What isn't UTF-8 parts words.
std::vector<Word> WordsOf(absl::string_view text, size_t most);

// Whether all of a folded word is letters.
bool IsLetters(absl::string_view folded);

}  // namespace pipewright::text
