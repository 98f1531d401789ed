#include "domain/shared/letter_case.h"

#include <cstdint>

namespace pipewright {
namespace {

// Capital letters from `first` to `last`, whose small ones are `distance` further on.
struct Capitals {
  uint32_t first;
  uint32_t last;
  uint32_t distance;
  uint32_t step = 1;  // 2: a capital and its small letter take turns
};

// In their order. The small letter takes as many bytes as the capital: what doesn't isn't here (İ, ẞ).
constexpr Capitals kCapitals[] = {
    {0x41, 0x5A, 32},     {0xC0, 0xD6, 32},     {0xD8, 0xDE, 32},       {0x100, 0x12E, 1, 2},   {0x132, 0x136, 1, 2},
    {0x139, 0x147, 1, 2}, {0x14A, 0x176, 1, 2}, {0x179, 0x17D, 1, 2},   {0x386, 0x386, 38},     {0x388, 0x38A, 37},
    {0x38C, 0x38C, 64},   {0x38E, 0x38F, 63},   {0x391, 0x3A1, 32},     {0x3A3, 0x3AB, 32},     {0x400, 0x40F, 80},
    {0x410, 0x42F, 32},   {0x460, 0x480, 1, 2}, {0x48A, 0x4BE, 1, 2},   {0x4C0, 0x4C0, 15},     {0x4C1, 0x4CD, 1, 2},
    {0x4D0, 0x52E, 1, 2}, {0x531, 0x556, 48},   {0x1E00, 0x1E94, 1, 2}, {0x1EA0, 0x1EFE, 1, 2}, {0xFF21, 0xFF3A, 32},
};

constexpr uint32_t kCapitalYWithDiaeresis = 0x178;  // its small letter comes before it
constexpr uint32_t kSmallYWithDiaeresis = 0xFF;

uint32_t SmallLetterOf(uint32_t letter) {
  if (letter == kCapitalYWithDiaeresis) return kSmallYWithDiaeresis;
  for (const Capitals& capitals : kCapitals) {
    if (letter < capitals.first) break;
    if (letter <= capitals.last && (letter - capitals.first) % capitals.step == 0) return letter + capitals.distance;
  }
  return letter;
}

// Of the sequence that begins with this byte; 1 for what begins none of two or three.
size_t LengthOf(uint8_t lead) { return lead >= 0xC2 && lead < 0xE0 ? 2 : lead >= 0xE0 && lead < 0xF0 ? 3 : 1; }

}  // namespace

std::string LowerCase(absl::string_view text) {
  std::string lower(text);
  const auto byte = [&](size_t at) { return static_cast<uint8_t>(lower[at]); };
  const auto follows = [&](size_t at) { return at < lower.size() && (byte(at) & 0xC0) == 0x80; };
  for (size_t at = 0; at < lower.size();) {
    const size_t length = LengthOf(byte(at));
    if (length == 1) {
      if (byte(at) < 0x80) lower[at] = static_cast<char>(SmallLetterOf(byte(at)));
    } else if (follows(at + 1) && (length == 2 || follows(at + 2))) {
      uint32_t letter = byte(at) & (length == 2 ? 0x1F : 0x0F);
      for (size_t i = 1; i < length; ++i) letter = letter << 6 | (byte(at + i) & 0x3F);
      uint32_t small = SmallLetterOf(letter);
      if (small != letter) {
        for (size_t i = length - 1; i > 0; --i, small >>= 6) lower[at + i] = static_cast<char>(0x80 | (small & 0x3F));
        lower[at] = static_cast<char>((length == 2 ? 0xC0 : 0xE0) | small);
      }
    } else {
      ++at;
      continue;
    }
    at += length;
  }
  return lower;
}

}  // namespace pipewright
