// Event streams under load: every watcher sees every event once and in order, and how soon.
#pragma once

#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "bench/tenant.h"

namespace pipewright::bench {

struct WatchOptions {
  int watchers = 1000;
  int connections = 10;  // that the streams share
  int writes_per_second = 200;
  int seconds = 60;
};

struct WatchResult {
  int64_t writes = 0;
  int64_t write_errors = 0;
  int64_t events = 0;          // in the table
  int64_t watchers_right = 0;  // saw exactly those, in that order
  int64_t delivered = 0;
  int64_t messages = 0;
  std::string first_wrong;  // what a watcher did that didn't
  // From the event's create_time, taken in the server before the commit, to its arrival at a watcher.
  absl::Duration p50;
  absl::Duration p99;
  absl::Duration max;
  double cpu_seconds = 0;  // of this process: the server, the watchers and the writers
};

// Opens the streams, writes opportunities at the given pace, and waits until every stream has had every event (or a
// minute has passed since the last write). Streams hold no thread here either.
WatchResult RunWatch(const WatchOptions& options, const std::function<std::shared_ptr<grpc::Channel>()>& connect,
                     const std::string& owner_url, const BenchTenant& tenant);

std::string AsText(const WatchOptions& options, const WatchResult& result);

}  // namespace pipewright::bench
