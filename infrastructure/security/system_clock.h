// The machine's clock.
#pragma once

#include "absl/time/clock.h"
#include "application/shared/call/ports.h"

namespace pipewright::security {

class SystemClock : public Clock {
 public:
  // In whole microseconds, which is what PostgreSQL stores.
  absl::Time Now() const override { return absl::FromUnixMicros(absl::ToUnixMicros(absl::Now())); }
};

}  // namespace pipewright::security
