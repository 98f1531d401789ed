// The machine's clocks.
#pragma once

#include <chrono>

#include "absl/time/clock.h"
#include "application/shared/call/ports.h"

namespace pipewright::security {

class SystemClock : public Clock {
 public:
  // In whole microseconds, which is what PostgreSQL stores.
  absl::Time Now() const override { return absl::FromUnixMicros(absl::ToUnixMicros(absl::Now())); }
};

class MonotonicClock : public SteadyClock {
 public:
  absl::Duration Now() const override { return absl::FromChrono(std::chrono::steady_clock::now().time_since_epoch()); }
};

}  // namespace pipewright::security
