// Creating opportunities a thousand at a time: against as many single creates, and against the same rows by libpq.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

#include "bench/load.h"
#include "bench/report.h"
#include "bench/tenant.h"

namespace pipewright::bench {

struct BatchBench {
  std::shared_ptr<grpc::Channel> channel;  // to the server
  std::string app_url;                     // the database as the server's role
  std::string owner_url;                   // and as its owner, whom row level security doesn't hinder from COPY
  const BenchTenant& tenant;
  LoadOptions load;
};

// The figures are opportunities per second, not calls; the latencies are those of a call.
std::vector<Scenario> RunBatchCreate(const BatchBench& bench);

}  // namespace pipewright::bench
