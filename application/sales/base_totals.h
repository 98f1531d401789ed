// The figures of a pipeline view in the tenant's base currency.
#pragma once

#include <map>
#include <set>

#include "absl/status/status.h"
#include "application/sales/opportunity_insights.h"
#include "domain/shared/money.h"

namespace pipewright::sales {

// What one unit of each is worth in the base currency.
using RatesByCurrency = std::map<Currency, Rate>;

// Those for which the view needs a rate of its day: of closed opportunities what was kept counts.
std::set<Currency> CurrenciesToConvert(const PipelineView& view);

// Fills in every base_amount, base_expected_revenue and base, and without_rate. Totals of closed stages come with the
// sum of what was kept as their base_amount. Sums are converted as wholes, so that they are rounded once.
absl::Status TellInBaseCurrency(const RatesByCurrency& rates, PipelineView& view);

}  // namespace pipewright::sales
