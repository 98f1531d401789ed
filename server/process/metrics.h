// Prometheus metrics, pulled over HTTP at /metrics.
//
//   pipewright_calls_total{method,code}         finished calls
//   pipewright_call_duration_seconds{method}    histogram, from arrival to answer, waiting included
//   and the gauges and counters that the process registers (pool, executor, statements).
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "server/rpc/call_observer.h"

namespace pipewright::server {

// Thread safe.
class Metrics : public CallObserver {
 public:
  static std::unique_ptr<Metrics> Create();

  // `read` is asked at each pull, from another thread, until this object's end or the end of the returned token.
  virtual std::shared_ptr<void> AddGauge(const std::string& name, const std::string& help,
                                         std::function<double()> read) = 0;
  // For a number that only grows.
  virtual std::shared_ptr<void> AddCounter(const std::string& name, const std::string& help,
                                           std::function<double()> read) = 0;

  // Serves /metrics at "host:port". kUnavailable, with the way out, when it can't listen there.
  virtual absl::Status Serve(const std::string& address) = 0;

  // All of it in the text format.
  virtual std::string Text() = 0;
};

}  // namespace pipewright::server
