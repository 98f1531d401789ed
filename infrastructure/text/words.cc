#include "infrastructure/text/words.h"

#include <utf8proc.h>

#include <utility>

#include "absl/strings/ascii.h"
#include "infrastructure/text/utf8_folding.h"

namespace pipewright::text {
namespace {

enum class Sign { kLetter, kDigit, kMark, kOther };

Sign SignOf(utf8proc_int32_t code) {
  switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
      return Sign::kLetter;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return Sign::kDigit;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
      return Sign::kMark;
    default:
      return Sign::kOther;
  }
}

// The code point at `at` and the bytes it takes; what isn't UTF-8 is one byte of nothing.
std::pair<Sign, size_t> Next(absl::string_view text, size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte < 0x80) {
    if (absl::ascii_isalpha(byte)) return {Sign::kLetter, 1};
    return {absl::ascii_isdigit(byte) ? Sign::kDigit : Sign::kOther, 1};
  }
  utf8proc_int32_t code = 0;
  const utf8proc_ssize_t size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at,
                                                 static_cast<utf8proc_ssize_t>(text.size() - at), &code);
  if (size <= 0) return {Sign::kOther, 1};
  return {SignOf(code), static_cast<size_t>(size)};
}

std::string Folded(absl::string_view word, bool ascii) {
  static const auto* const folding = new Utf8Folding;
  std::string folded = ascii ? absl::AsciiStrToLower(word) : folding->Fold(word);
  size_t length = 0;
  for (size_t at = 0; at < folded.size(); ++at) {
    const bool begins = (static_cast<unsigned char>(folded[at]) & 0xC0) != 0x80;
    if (begins && length++ == kMaxWordLength) {
      folded.resize(at);
      break;
    }
  }
  return folded;
}

}  // namespace

std::vector<Word> WordsOf(absl::string_view text, size_t most) {
  std::vector<Word> words;
  size_t at = 0;
  while (at < text.size() && words.size() < most) {
    const auto [first, first_size] = Next(text, at);
    if (first != Sign::kLetter && first != Sign::kDigit) {
      at += first_size;
      continue;
    }
    Word word{at, at, ""};
    bool ascii = true;
    while (at < text.size()) {
      const auto [sign, size] = Next(text, at);
      if (sign == Sign::kOther) break;
      ascii = ascii && size == 1;
      at += size;
    }
    word.end = at;
    word.folded = Folded(text.substr(word.begin, word.end - word.begin), ascii);
    if (!word.folded.empty()) words.push_back(std::move(word));
  }
  return words;
}

bool IsLetters(absl::string_view folded) {
  for (size_t at = 0; at < folded.size();) {
    const auto [sign, size] = Next(folded, at);
    if (sign != Sign::kLetter) return false;
    at += size;
  }
  return true;
}

}  // namespace pipewright::text
