// Why a call ends before it is worked at.
#pragma once

#include "absl/status/status.h"

namespace pipewright::server {

absl::Status DeadlineExceeded();
absl::Status Cancelled();
absl::Status Overloaded();
// kDeadlineExceeded: a stream's client neither sent nor took a message for too long.
absl::Status StoodStill();

}  // namespace pipewright::server
