// `pipewrightd admin …`.
#pragma once

#include "absl/status/status.h"
#include "server/process/configuration.h"

namespace pipewright::server {

// Carries out the admin verb of `configuration` and prints what it did. An error is one line with the way out.
absl::Status Administrate(const Configuration& configuration);

}  // namespace pipewright::server
