// Why a call ends before it is worked at.
#pragma once

#include "absl/status/status.h"

namespace pipewright::server {

absl::Status DeadlineExceeded();
absl::Status Cancelled();
absl::Status Overloaded();

}  // namespace pipewright::server
