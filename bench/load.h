// Closed-loop load: each of a number of callers sends its next call when the last one was answered.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace pipewright::bench {

struct LoadOptions {
  int connections = 4;
  int streams = 4;  // callers per connection
  absl::Duration warm_up = absl::Seconds(1);
  absl::Duration duration = absl::Seconds(5);
};

struct LoadResult {
  int64_t calls = 0;
  int64_t errors = 0;
  std::string first_error;
  double per_second = 0;
  absl::Duration p50;
  absl::Duration p95;
  absl::Duration p99;
};

// One call by caller `caller`, the `round`th of it; an empty string, or what went wrong.
using LoadCall = std::function<std::string(int caller, int64_t round)>;

// Runs connections × streams callers at once, each in a thread of its own. Only what begins after the warm-up counts.
LoadResult RunLoad(const LoadOptions& options, const LoadCall& call);

}  // namespace pipewright::bench
