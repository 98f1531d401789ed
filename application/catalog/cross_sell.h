// How accounts stand with what the tenant sells: the words and figures of the cross-sell matrix.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "domain/catalog/engagement_kinds.h"
#include "domain/shared/enum_names.h"
#include "domain/shared/id.h"
#include "domain/shared/money.h"
#include "domain/shared/record_kind.h"

namespace pipewright::catalog {

// The first that holds for an account and an offering, of what the caller may read and what isn't deleted.
enum class CrossSellState {
  kEngaged,     // an engagement is ACTIVE or PAUSED
  kOpen,        // a line item of an open opportunity names it
  kWon,         // one of a won opportunity does
  kLost,        // one of a lost opportunity does
  kWhiteSpace,  // nothing is known: it was never offered
};
absl::Span<const EnumName<CrossSellState>> NamesOf(CrossSellState);

// What there is to tell of an account and an offering besides white space. Of several engagements an ACTIVE one, of
// open opportunities the likeliest, of closed ones the last to close; among equals the youngest.
struct CrossSellCell {
  AccountId account_id;
  OfferingId offering_id;
  CrossSellState state = CrossSellState::kEngaged;
  // ENGAGED.
  std::optional<EngagementId> engagement_id;
  std::optional<EngagementStatus> engagement_status;
  std::optional<absl::CivilDay> start_date;
  // OPEN, WON, LOST.
  std::optional<OpportunityId> opportunity_id;
  std::optional<StageId> stage_id;
  std::string stage_name;
  std::optional<absl::CivilDay> close_date;
  std::string lost_reason;
  std::string lost_reason_text;
  // Of the engagement; of an opportunity what its line items of the offering come to.
  std::optional<Money> amount;
};

// How many cells are in a state. Currencies are never added up.
struct CrossSellTotal {
  CrossSellState state = CrossSellState::kEngaged;
  int64_t count = 0;           // those without an amount too
  std::vector<Money> amounts;  // by currency code
};

// Adds a group of cells to totals, which are kept in the order of the states, their amounts by currency code.
// Sums end where amounts do (domain/shared/amounts.h).
void AddToTotals(CrossSellState state, int64_t count, const std::optional<Money>& amount,
                 std::vector<CrossSellTotal>& totals);

// Adds what is missing to `cells` as white space.
void AddWhiteSpace(int64_t cells, std::vector<CrossSellTotal>& totals);

}  // namespace pipewright::catalog
