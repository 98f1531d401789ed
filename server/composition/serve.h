// `pipewrightd serve`.
#pragma once

#include "absl/status/status.h"
#include "server/process/configuration.h"

namespace pipewright::server {

// Blocks SIGTERM and SIGINT in this thread and those it will start, for Serve to wait for. Call before any thread is.
void BlockStopSignals();

// Serves until one of those signals, then drains. An error is one line about why it could not start.
absl::Status Serve(const Configuration& configuration);

}  // namespace pipewright::server
