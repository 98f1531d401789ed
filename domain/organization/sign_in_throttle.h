// How fast passwords may be tried.
#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace pipewright::organization {

// The attempts on one e-mail address, whether or not it is somebody's: so that a refusal tells nothing. An attempt
// counts as failed when it begins, and success forgets them all; so attempts at the same moment can't slip through.
struct SignInThrottle {
  // Attempts without any wait; from then on each doubles it, from one second to the longest wait.
  static constexpr int kFreeAttempts = 10;
  static constexpr absl::Duration kFirstWait = absl::Seconds(1);
  static constexpr absl::Duration kLongestWait = absl::Minutes(15);
  // After this long without an attempt they are forgotten.
  static constexpr absl::Duration kMemory = absl::Hours(24);

  int attempts = 0;
  absl::Time last_attempt_time = absl::InfinitePast();

  // Notes an attempt. kResourceExhausted/TOO_MANY_ATTEMPTS, with the time to wait as RetryInfo, when it comes too
  // early; it then doesn't count.
  absl::Status Attempt(absl::Time now);
};

}  // namespace pipewright::organization
