#include "bench/load.h"

#include <algorithm>
#include <thread>

#include "absl/time/clock.h"

namespace pipewright::bench {
namespace {

struct Caller {
  std::vector<absl::Duration> latencies;
  int64_t errors = 0;
  std::string first_error;
};

absl::Duration Percentile(const std::vector<absl::Duration>& sorted, double share) {
  if (sorted.empty()) return absl::ZeroDuration();
  return sorted[std::min(sorted.size() - 1, static_cast<size_t>(share * static_cast<double>(sorted.size())))];
}

}  // namespace

LoadResult RunLoad(const LoadOptions& options, const LoadCall& call) {
  std::vector<Caller> callers(options.connections * options.streams);
  const absl::Time begin = absl::Now() + options.warm_up;
  const absl::Time end = begin + options.duration;
  std::vector<std::thread> threads;
  for (size_t i = 0; i < callers.size(); ++i) {
    threads.emplace_back([&, i] {
      Caller& caller = callers[i];
      caller.latencies.reserve(200'000);
      for (int64_t round = 0;; ++round) {
        const absl::Time start = absl::Now();
        if (start >= end) return;
        std::string error = call(static_cast<int>(i), round);
        if (start < begin) continue;
        caller.latencies.push_back(absl::Now() - start);
        if (error.empty()) continue;
        if (caller.errors++ == 0) caller.first_error = std::move(error);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  LoadResult result;
  std::vector<absl::Duration> all;
  for (Caller& caller : callers) {
    all.insert(all.end(), caller.latencies.begin(), caller.latencies.end());
    result.errors += caller.errors;
    if (result.first_error.empty()) result.first_error = caller.first_error;
  }
  std::sort(all.begin(), all.end());
  result.calls = static_cast<int64_t>(all.size());
  result.per_second = static_cast<double>(result.calls) / absl::ToDoubleSeconds(options.duration);
  result.p50 = Percentile(all, 0.50);
  result.p95 = Percentile(all, 0.95);
  result.p99 = Percentile(all, 0.99);
  return result;
}

}  // namespace pipewright::bench
