// Waiting for what nobody announces.
#pragma once

#include "absl/functional/function_ref.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace pipewright::testing {

// Asks `condition` again and again until it holds; false when it doesn't within a minute, which no test that works
// comes near. A bounded wait for a condition and not a pause: it takes as long as the condition does, and nothing rests
// on how long that is. Only for what can't be waited for otherwise: PostgreSQL doesn't tell when a statement begins to
// stand before a lock or stops to, nor when the transactions of the other databases have ended, and nobody tells when a
// server process answers.
[[nodiscard]] inline bool Await(absl::FunctionRef<bool()> condition) {
  for (const absl::Time end = absl::Now() + absl::Minutes(1); absl::Now() < end;
       absl::SleepFor(absl::Milliseconds(10))) {
    if (condition()) return true;
  }
  return false;
}

}  // namespace pipewright::testing
