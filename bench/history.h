// What the past costs: the same reads of a moment a week ago and of now, and what has changed in between.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bench/load.h"
#include "bench/report.h"
#include "bench/tenant.h"

namespace pipewright::bench {

// Gives every tenth opportunity of the tenant a version that was superseded within the last two weeks, then measures.
// `connect` makes a connection of its own each time. Throws std::runtime_error.
std::vector<Scenario> MeasureHistory(const LoadOptions& load,
                                     const std::function<std::shared_ptr<grpc::Channel>()>& connect,
                                     const BenchTenant& tenant, const std::string& owner_url);

}  // namespace pipewright::bench
