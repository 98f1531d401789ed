// What the first pages of a CRM ask for, in a tenant with much and in one with a tenth of it.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

#include "bench/load.h"
#include "bench/report.h"

namespace pipewright::bench {

// By one caller: a page of 50 accounts of the cross-sell matrix, with the totals of its rows, and with those of its
// columns; the statistics of accounts and of opportunities; the roll-up of an account. What looks at all records is
// asked again as it stands, and each time after a change. In a tenant with `opportunities` opportunities of a tenth
// as many accounts, 50 offerings and three engagements an account, all created through the API, against the same in
// a tenant with a tenth of all that. Throws when a call fails.
std::vector<Scenario> MeasureFrontPages(LoadOptions load, const std::shared_ptr<grpc::Channel>& channel,
                                        const std::string& owner_url, int opportunities);

}  // namespace pipewright::bench
