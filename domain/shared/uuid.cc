#include "domain/shared/uuid.h"

#include "domain/shared/errors.h"

namespace pipewright {
namespace {

constexpr int kTextLength = 36;

constexpr bool IsDash(int position) { return position == 8 || position == 13 || position == 18 || position == 23; }

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

absl::Status NotAUuid() { return InvalidValue("must be a UUID such as 0190f3c2-7b1e-7c3a-9d4e-5f60718293a4"); }

}  // namespace

absl::StatusOr<Uuid> Uuid::Parse(absl::string_view text) {
  if (text.size() != kTextLength) return NotAUuid();
  std::array<uint8_t, 16> bytes{};
  int nibble = 0;
  for (int i = 0; i < kTextLength; ++i) {
    if (IsDash(i)) {
      if (text[i] != '-') return NotAUuid();
      continue;
    }
    const int value = HexValue(text[i]);
    if (value < 0) return NotAUuid();
    bytes[nibble / 2] = static_cast<uint8_t>(bytes[nibble / 2] << 4 | value);
    ++nibble;
  }
  return Uuid(bytes);
}

Uuid Uuid::Version7(absl::Time time, const std::array<uint8_t, 10>& random) {
  std::array<uint8_t, 16> bytes{};
  const auto millis = static_cast<uint64_t>(absl::ToUnixMillis(time));
  for (int i = 0; i < 6; ++i) bytes[i] = static_cast<uint8_t>(millis >> (40 - 8 * i));
  for (int i = 0; i < 10; ++i) bytes[6 + i] = random[i];
  bytes[6] = static_cast<uint8_t>((bytes[6] & 0x0F) | 0x70);
  bytes[8] = static_cast<uint8_t>((bytes[8] & 0x3F) | 0x80);
  return Uuid(bytes);
}

std::string Uuid::ToString() const {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text(kTextLength, '-');
  int nibble = 0;
  for (int i = 0; i < kTextLength; ++i) {
    if (IsDash(i)) continue;
    const uint8_t byte = bytes_[nibble / 2];
    text[i] = kHex[nibble % 2 == 0 ? byte >> 4 : byte & 0x0F];
    ++nibble;
  }
  return text;
}

}  // namespace pipewright
