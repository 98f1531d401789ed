// What closed opportunities are worth in the tenant's base currency.
#pragma once

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "application/sales/opportunity_commands.h"
#include "application/unit_of_work.h"
#include "domain/sales/opportunity.h"

namespace pipewright::sales {

// Keeps the base amount of an opportunity that was closed, or whose amount was changed afterwards, by the rate of its
// close date. Asks for the rate of an amount in another currency, and of nothing else.
absl::Status KeepBaseAmount(const RequestContext& ctx, Opportunity& opportunity, UnitOfWork& uow);

// Whether it has one in today's base currency.
bool HasBaseAmount(const RequestContext& ctx, const OpportunityState& opportunity);

// Asks at once for the rates that many new opportunities will need which are closed already.
absl::Status PrefetchRates(const RequestContext& ctx, absl::Span<const CreateOpportunity> commands, UnitOfWork& uow);
// Or that many will need which are changed, and are read already.
absl::Status PrefetchRates(const RequestContext& ctx, absl::Span<const UpdateOpportunity> commands, UnitOfWork& uow);

}  // namespace pipewright::sales
