// New record ids.
#pragma once

#include <cstdint>
#include <mutex>

#include "application/shared/call/ports.h"

namespace pipewright::security {

// Ids of version 7 made by one generator sort in the order they were made, also within a millisecond and when the clock
// steps back (RFC 9562, 6.2, method 1: a 12-bit counter beside 62 random bits). Thread safe.
class UuidGenerator : public IdGenerator {
 public:
  explicit UuidGenerator(const Clock& clock) : clock_(clock) {}
  Uuid NewUuid() override;
  Uuid NewRandomUuid() override;

 private:
  const Clock& clock_;
  std::mutex mutex_;
  int64_t last_millis_ = 0;
  uint16_t counter_ = 0;
};

}  // namespace pipewright::security
