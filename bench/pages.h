// Pages deep inside a list against the first one.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bench/load.h"
#include "bench/report.h"
#include "bench/tenant.h"
#include "pipewright/sales/v1/opportunity_service.grpc.pb.h"

namespace pipewright::bench {

// A page of 50 opportunities by amount, as far inside the list as there are rows and at most page 10,000, against the
// first page of the same list. The way there is walked in pages of 1,000. Throws when a call fails.
Scenario ComparePages(const LoadOptions& load,
                      const std::vector<std::unique_ptr<sales::v1::OpportunityService::Stub>>& stubs,
                      const BenchTenant& tenant);

}  // namespace pipewright::bench
