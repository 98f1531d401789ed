// The pipeline view and the stage history, by SQL of their own.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "application/sales/opportunity_insights.h"
#include "infrastructure/postgres/pool.h"

namespace pipewright::postgres {

class PostgresOpportunityInsights : public sales::OpportunityInsights {
 public:
  explicit PostgresOpportunityInsights(Pool& pool) : pool_(pool) {}

  // Three statements; each sees what was committed when it began.
  absl::StatusOr<sales::PipelineView> Handle(const RequestContext& context,
                                             const sales::GetPipelineView& query) const override;
  absl::StatusOr<std::vector<sales::StageInterval>> Handle(const RequestContext& context,
                                                           const sales::ListStageHistory& query) const override;

 private:
  Pool& pool_;
};

}  // namespace pipewright::postgres
