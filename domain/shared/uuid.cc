#include "domain/shared/uuid.h"

#include "domain/shared/errors.h"

namespace pipewright {
namespace {

// Lists read and write hundreds of ids a call: both ways go by tables.
constexpr size_t kTextLength = 36;
constexpr std::array<size_t, 4> kDashes = {8, 13, 18, 23};
// Where each byte's two digits stand in the text.
constexpr std::array<size_t, 16> kDigits = {0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34};

constexpr char kHex[] = "0123456789abcdef";

// -1 for what is no digit.
constexpr std::array<int, 256> kHexValues = [] {
  std::array<int, 256> values{};
  values.fill(-1);
  for (int i = 0; i < 16; ++i) values[static_cast<unsigned char>(kHex[i])] = i;
  for (int i = 10; i < 16; ++i) values[static_cast<unsigned char>(kHex[i] - 'a' + 'A')] = i;
  return values;
}();

absl::Status NotAUuid() { return InvalidValue("must be a UUID such as 0190f3c2-7b1e-7c3a-9d4e-5f60718293a4"); }

}  // namespace

absl::StatusOr<Uuid> Uuid::Parse(absl::string_view text) {
  if (text.size() != kTextLength) return NotAUuid();
  for (const size_t dash : kDashes) {
    if (text[dash] != '-') return NotAUuid();
  }
  std::array<uint8_t, 16> bytes{};
  int all = 0;  // negative once a digit was none
  for (size_t i = 0; i < bytes.size(); ++i) {
    const int high = kHexValues[static_cast<unsigned char>(text[kDigits[i]])];
    const int low = kHexValues[static_cast<unsigned char>(text[kDigits[i] + 1])];
    all |= high | low;
    bytes[i] = static_cast<uint8_t>((high & 0x0F) << 4 | (low & 0x0F));
  }
  if (all < 0) return NotAUuid();
  return Uuid(bytes);
}

Uuid Uuid::Version4(const std::array<uint8_t, 16>& random) {
  std::array<uint8_t, 16> bytes = random;
  bytes[6] = static_cast<uint8_t>((bytes[6] & 0x0F) | 0x40);
  bytes[8] = static_cast<uint8_t>((bytes[8] & 0x3F) | 0x80);
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
  std::string text(kTextLength, '-');
  for (size_t i = 0; i < bytes_.size(); ++i) {
    text[kDigits[i]] = kHex[bytes_[i] >> 4];
    text[kDigits[i] + 1] = kHex[bytes_[i] & 0x0F];
  }
  return text;
}

}  // namespace pipewright
