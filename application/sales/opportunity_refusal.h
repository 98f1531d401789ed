// Refusals because of opportunities, which the caller may look at before trying again.
#pragma once

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "application/unit_of_work.h"
#include "domain/sales/opportunity_repository.h"
#include "domain/shared/reason.h"

namespace pipewright::sales {

// kFailedPrecondition about `subject`: "<what> (<number>: <ids>): <way_out>", with a violation for the subject and one
// for each opportunity named. Named are the first few that the caller may read; the number is that of all. Returns
// another error when they can't be read.
absl::Status RefusedForOpportunities(Reason reason, absl::string_view subject, const OpportunitySample& because,
                                     absl::string_view what, absl::string_view way_out, UnitOfWork& uow,
                                     std::map<std::string, std::string> metadata = {});

}  // namespace pipewright::sales
