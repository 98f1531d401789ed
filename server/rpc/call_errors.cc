#include "server/rpc/call_errors.h"

#include "absl/time/time.h"
#include "domain/shared/errors.h"

namespace pipewright::server {

absl::Status DeadlineExceeded() {
  ErrorDetails details;
  details.reason = Reason::kDeadlineExceeded;
  return MakeError(absl::StatusCode::kDeadlineExceeded, "the call's deadline passed before it was done", details);
}

absl::Status Cancelled() {
  ErrorDetails details;
  details.reason = Reason::kCancelled;
  return MakeError(absl::StatusCode::kCancelled, "the caller cancelled the call", details);
}

absl::Status StoodStill() {
  ErrorDetails details;
  details.reason = Reason::kDeadlineExceeded;
  return MakeError(absl::StatusCode::kDeadlineExceeded,
                   "the stream stood still for too long: send, and take, one message soon after the other", details);
}

absl::Status Overloaded() {
  return Unavailable(Reason::kOverloaded, "the server has as many calls as it can take; try again in a moment",
                     absl::Milliseconds(200));
}

}  // namespace pipewright::server
