#include "infrastructure/security/uuid_generator.h"

#include <array>

#include "absl/time/time.h"
#include "infrastructure/security/random.h"

namespace pipewright::security {
namespace {

constexpr uint16_t kCounterEnd = 1 << 12;
// A fresh millisecond starts in the lower half, so that it has room to count.
constexpr uint16_t kStartMask = (1 << 11) - 1;

}  // namespace

Uuid UuidGenerator::NewUuid() {
  std::array<uint8_t, 10> random{};
  FillRandom(absl::MakeSpan(random));
  const int64_t now = absl::ToUnixMillis(clock_.Now());
  int64_t millis = 0;
  uint16_t counter = 0;
  {
    const std::lock_guard lock(mutex_);
    if (now > last_millis_ || counter_ + 1 == kCounterEnd) {
      last_millis_ = now > last_millis_ ? now : last_millis_ + 1;
      counter_ = static_cast<uint16_t>((random[0] << 8 | random[1]) & kStartMask);
    } else {
      ++counter_;
    }
    millis = last_millis_;
    counter = counter_;
  }
  random[0] = static_cast<uint8_t>(counter >> 8);
  random[1] = static_cast<uint8_t>(counter & 0xFF);
  return Uuid::Version7(absl::FromUnixMillis(millis), random);
}

Uuid UuidGenerator::NewRandomUuid() {
  std::array<uint8_t, 16> random{};
  FillRandom(absl::MakeSpan(random));
  return Uuid::Version4(random);
}

}  // namespace pipewright::security
