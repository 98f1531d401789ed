// The roll-up of an account, by SQL of its own.
#pragma once

#include "absl/status/statusor.h"
#include "application/sales/account_insights.h"
#include "infrastructure/postgres/connection/pool.h"

namespace pipewright::postgres {

class PostgresAccountInsights final : public sales::AccountInsights {
 public:
  // Outlives it.
  explicit PostgresAccountInsights(Pool& pool) : pool_(pool) {}

  // One statement. Costs what there is below the account, not what the tenant has.
  absl::StatusOr<sales::AccountRollup> Handle(const RequestContext& context,
                                              const sales::GetAccountRollup& query) const override;

 private:
  Pool& pool_;
};

}  // namespace pipewright::postgres
