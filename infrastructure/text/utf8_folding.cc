#include "infrastructure/text/utf8_folding.h"

#include <utf8proc.h>

#include <cstdlib>
#include <memory>

#include "absl/strings/str_replace.h"

namespace pipewright::text {

std::string Utf8Folding::Fold(absl::string_view text) const {
  constexpr auto kOptions = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE |
                                                           UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK | UTF8PROC_IGNORE);
  utf8proc_uint8_t* out = nullptr;
  const utf8proc_ssize_t size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                             static_cast<utf8proc_ssize_t>(text.size()), &out, kOptions);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(out, &std::free);
  if (size < 0) return std::string(text);
  // Letters that Unicode doesn't take for one with a mark.
  return absl::StrReplaceAll(absl::string_view(reinterpret_cast<const char*>(out), static_cast<size_t>(size)),
                             {{"\xC3\xA6", "ae"},    // æ
                              {"\xC3\xB8", "o"},     // ø
                              {"\xC3\xB0", "d"},     // ð
                              {"\xC3\xBE", "th"},    // þ
                              {"\xC4\x91", "d"},     // đ
                              {"\xC4\xB1", "i"},     // ı
                              {"\xC5\x82", "l"},     // ł
                              {"\xC5\x93", "oe"}});  // œ
}

}  // namespace pipewright::text
