// StageHistoryReader on PostgreSQL.
#pragma once

#include "absl/status/statusor.h"
#include "application/sales/stage_history.h"
#include "infrastructure/postgres/connection/pool.h"

namespace pipewright::postgres {

class PostgresStageHistory : public sales::StageHistoryReader {
 public:
  // Outlives it.
  explicit PostgresStageHistory(Pool& pool) : pool_(pool) {}

  // One statement. A page costs the stays in it, and for each stage that was removed the versions of its pipeline
  // since.
  absl::StatusOr<sales::StageIntervals> List(const RequestContext& context, const OpportunityId& opportunity,
                                             int64_t after, int limit) const override;

 private:
  Pool& pool_;
};

}  // namespace pipewright::postgres
