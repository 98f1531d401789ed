#include "domain/organization/sign_in_throttle.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"

namespace pipewright::organization {
namespace {

constexpr int kMostDoublings = 20;

absl::Duration WaitAfter(int attempts, const SignInThrottle::Pace& pace) {
  if (attempts < pace.free_attempts) return absl::ZeroDuration();
  const int doublings = std::min(attempts - pace.free_attempts, kMostDoublings);
  return std::min(pace.first_wait * (1 << doublings), pace.longest_wait);
}

}  // namespace

absl::Status SignInThrottle::Attempt(absl::Time now, const Pace& pace) {
  if (now - last_attempt_time >= kMemory) attempts = 0;
  const absl::Duration left = last_attempt_time + WaitAfter(attempts, pace) - now;
  if (attempts > 0 && left > absl::ZeroDuration()) {
    ErrorDetails details;
    details.reason = Reason::kTooManyAttempts;
    details.retry_delay = absl::Ceil(left, absl::Seconds(1));
    return MakeError(absl::StatusCode::kResourceExhausted,
                     absl::StrCat("too many attempts: try again in ", absl::FormatDuration(*details.retry_delay)),
                     details);
  }
  ++attempts;
  last_attempt_time = now;
  return absl::OkStatus();
}

}  // namespace pipewright::organization
