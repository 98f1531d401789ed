// How named changes are applied to an opportunity's state. Used by Opportunity alone.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "domain/sales/opportunity.h"

namespace pipewright::sales {

// Applies everything but the group that is decided at creation; then amount, probability, forecast category and
// expected revenue agree with each other. Every field violation at once, then CURRENCY_MISMATCH and OPPORTUNITY_CLOSED.
absl::Status ApplyChanges(const OpportunityChanges& changes, OpportunityState& state);

// Refuses a change of what only a method of its own may change.
absl::Status CheckSettledFields(const OpportunityChanges& changes, const OpportunityState& state);

// The forecast category of an opportunity whose category nobody set.
ForecastCategory DefaultForecastCategory(StageKind kind);

// Brings expected_revenue in line with amount and probability.
void RefreshExpectedRevenue(OpportunityState& state);

// STAGE_FIELDS_MISSING with one violation for each field that `stage` requires and `state` lacks.
absl::Status CheckRequiredFields(const Stage& stage, const OpportunityState& state);

}  // namespace pipewright::sales
