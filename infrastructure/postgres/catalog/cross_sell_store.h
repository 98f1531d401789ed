// CrossSellStore on PostgreSQL.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "application/catalog/cross_sell_store.h"
#include "infrastructure/postgres/connection/pool.h"
#include "infrastructure/postgres/read/kept_rows.h"

namespace pipewright::postgres {

// One statement a question; those that look at all accounts are answered from memory while nothing changes. Thread
// safe.
class PostgresCrossSellStore : public catalog::CrossSellStore {
 public:
  // A part of so many accounts is counted in some milliseconds.
  static constexpr int64_t kAccountsInPart = 400;

  // Both outlive it. `accounts_in_part`: of the column totals.
  PostgresCrossSellStore(Pool& pool, KeptRows& kept, int64_t accounts_in_part = kAccountsInPart)
      : pool_(pool), kept_(kept), accounts_in_part_(accounts_in_part) {}

  absl::StatusOr<std::vector<catalog::CrossSellCell>> Cells(const RequestContext& context,
                                                            absl::Span<const AccountId> accounts,
                                                            absl::Span<const OfferingId> offerings) const override;
  absl::StatusOr<std::vector<catalog::CrossSellColumnGroup>> Columns(
      const RequestContext& context, const ListQuery& accounts, absl::Span<const OfferingId> offerings) const override;
  absl::StatusOr<catalog::BasketCounts> Baskets(const RequestContext& context,
                                                const std::optional<std::string>& industry,
                                                absl::Span<const OfferingId> offerings) const override;
  absl::StatusOr<std::map<OfferingId, Money>> AverageValues(const RequestContext& context,
                                                            absl::Span<const OfferingId> offerings,
                                                            const Currency& currency) const override;

 private:
  Pool& pool_;
  KeptRows& kept_;
  const int64_t accounts_in_part_;
};

}  // namespace pipewright::postgres
