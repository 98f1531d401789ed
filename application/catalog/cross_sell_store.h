// The port through which the questions about cross-selling read: what accounts use, and what they were offered.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "application/catalog/cross_sell.h"
#include "application/shared/call/request_context.h"
#include "application/shared/queries/list_query.h"
#include "domain/catalog/association_rules.h"
#include "domain/shared/money.h"
#include "domain/shared/record_kind.h"

namespace pipewright::catalog {

// What is told of an offering over many accounts: a group of cells of one state and currency.
struct CrossSellColumnGroup {
  OfferingId offering_id;
  CrossSellState state = CrossSellState::kEngaged;
  int64_t count = 0;
  std::optional<Money> amount;  // absent: of cells without one
};

// Within the caller's tenant, and of accounts, engagements and opportunities only what the caller may read; nothing
// that is deleted. Thread safe.
class CrossSellStore {
 public:
  virtual ~CrossSellStore() = default;

  // The cells of these accounts and offerings, but for white space, by account and offering. Costs what the accounts
  // have, however many others there are.
  virtual absl::StatusOr<std::vector<CrossSellCell>> Cells(const RequestContext& context,
                                                           absl::Span<const AccountId> accounts,
                                                           absl::Span<const OfferingId> offerings) const = 0;

  // The same of all accounts of a list, summed up by offering, state and currency.
  virtual absl::StatusOr<std::vector<CrossSellColumnGroup>> Columns(const RequestContext& context,
                                                                    const ListQuery& accounts,
                                                                    absl::Span<const OfferingId> offerings) const = 0;

  // How often these offerings are used (by an engagement that is ACTIVE or PAUSED), alone and together, by the accounts
  // of an industry; without one by all.
  virtual absl::StatusOr<BasketCounts> Baskets(const RequestContext& context,
                                               const std::optional<std::string>& industry,
                                               absl::Span<const OfferingId> offerings) const = 0;

  // What engagements of each offering are worth on average, whatever their status, of those whose value is in that
  // currency; offerings without such are not there.
  virtual absl::StatusOr<std::map<OfferingId, Money>> AverageValues(const RequestContext& context,
                                                                    absl::Span<const OfferingId> offerings,
                                                                    const Currency& currency) const = 0;
};

}  // namespace pipewright::catalog
