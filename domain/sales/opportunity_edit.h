// How named changes are applied to an opportunity's state. Used by Opportunity alone.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "domain/sales/opportunity.h"
#include "domain/shared/errors.h"

namespace pipewright::sales {

// Applies everything but the group that is decided at creation; then amount, probability, forecast category and
// expected revenue agree with each other. What is wrong with fields is noted in `violations`, to be told at once with
// whatever else is; what comes back (CURRENCY_MISMATCH, OPPORTUNITY_CLOSED) is for when no field is wrong.
absl::Status ApplyChanges(const OpportunityChanges& changes, OpportunityState& state, Violations& violations);

// Whether something was noted about `field`, or about a part of it.
bool Names(const Violations& violations, absl::string_view field);

// Notes a change of what only a method of its own may change.
void CheckSettledFields(const OpportunityChanges& changes, const OpportunityState& state, Violations& violations);

// The forecast category of an opportunity whose category nobody set.
ForecastCategory DefaultForecastCategory(StageKind kind);

// Brings expected_revenue in line with amount and probability.
void RefreshExpectedRevenue(OpportunityState& state);

// STAGE_FIELDS_MISSING with one violation for each field that `stage` requires and `state` lacks.
absl::Status CheckRequiredFields(const Stage& stage, const OpportunityState& state);

}  // namespace pipewright::sales
