// An opportunity as a caller is shown it: what is stored, and what follows from the present time.
#pragma once

#include <utility>

#include "absl/time/time.h"
#include "domain/sales/opportunity.h"

namespace pipewright::sales {

struct OpportunityView {
  OpportunityState opportunity;
  bool rotting = false;

  const OpportunityState& state() const { return opportunity; }
};

inline OpportunityView ViewOf(OpportunityState opportunity, absl::Time now) {
  const bool rotting = IsRotting(opportunity, now);
  return {std::move(opportunity), rotting};
}

}  // namespace pipewright::sales
