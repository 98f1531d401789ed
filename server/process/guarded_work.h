// What the threads beside the calls do, piece by piece.
#pragma once

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"

namespace pipewright::server {

// Runs one piece. An exception ends that piece and not the process: it is one line of the log, an error, with `what`
// ("the heartbeat of jobs") and the type of what was thrown. False when there was one. Thread safe.
bool RunGuarded(absl::string_view what, absl::FunctionRef<void()> piece);

}  // namespace pipewright::server
