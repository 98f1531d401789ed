// New record ids: UUIDs of version 7.
#pragma once

#include <cstdint>
#include <mutex>

#include "application/shared/call/ports.h"

namespace pipewright::security {

// Ids made by one generator sort in the order they were made, also within a millisecond and when the clock steps back
// (RFC 9562, 6.2, method 1: a 12-bit counter beside 62 random bits). Thread safe.
class UuidV7Generator : public IdGenerator {
 public:
  explicit UuidV7Generator(const Clock& clock) : clock_(clock) {}
  Uuid NewUuid() override;

 private:
  const Clock& clock_;
  std::mutex mutex_;
  int64_t last_millis_ = 0;
  uint16_t counter_ = 0;
};

}  // namespace pipewright::security
