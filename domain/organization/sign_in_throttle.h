// How fast passwords may be tried, and letters asked for.
#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace pipewright::organization {

// Attempts that are counted together: on one e-mail address, from one network or from all, whether or not the address
// is somebody's, so that a refusal tells nothing. An attempt counts as failed when it begins, and success forgets; so
// attempts at the same moment can't slip through.
struct SignInThrottle {
  // Attempts without any wait; from then on each doubles it, from the first wait to the longest.
  struct Pace {
    int free_attempts;
    absl::Duration first_wait;
    absl::Duration longest_wait;
  };
  static constexpr Pace kPasswords = {10, absl::Seconds(1), absl::Minutes(15)};
  // From all networks together that the account hasn't signed in from: a hundred in a day, then a hundred a day. Enough
  // for its owner on a journey while somebody guesses, and for nobody's list of usual passwords.
  static constexpr Pace kPasswordsEverywhere = {100, absl::Seconds(1), absl::Minutes(15)};
  // Some two dozen letters to one person in a day at most, whoever asks for them.
  static constexpr Pace kLetters = {3, absl::Minutes(1), absl::Hours(2)};
  // After this long without an attempt they are forgotten.
  static constexpr absl::Duration kMemory = absl::Hours(24);

  int attempts = 0;
  absl::Time last_attempt_time = absl::InfinitePast();

  // Notes an attempt. kResourceExhausted/TOO_MANY_ATTEMPTS, with the time to wait as RetryInfo, when it comes too
  // early; it then doesn't count.
  absl::Status Attempt(absl::Time now, const Pace& pace = kPasswords);
  // An attempt that was none: it succeeded.
  void TakeBack() { attempts = attempts > 0 ? attempts - 1 : 0; }
};

}  // namespace pipewright::organization
