#include "domain/organization/sign_in_throttle.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"

namespace pipewright::organization {
namespace {

constexpr int kMostDoublings = 20;

absl::Duration WaitAfter(int attempts) {
  if (attempts < SignInThrottle::kFreeAttempts) return absl::ZeroDuration();
  const int doublings = std::min(attempts - SignInThrottle::kFreeAttempts, kMostDoublings);
  return std::min(SignInThrottle::kFirstWait * (1 << doublings), SignInThrottle::kLongestWait);
}

}  // namespace

absl::Status SignInThrottle::Attempt(absl::Time now) {
  if (now - last_attempt_time >= kMemory) attempts = 0;
  const absl::Duration left = last_attempt_time + WaitAfter(attempts) - now;
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
