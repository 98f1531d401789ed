// The pipeline view and the comparison of two moments, by SQL of their own.
#pragma once

#include "absl/status/statusor.h"
#include "application/sales/opportunity_insights.h"
#include "application/shared/call/ports.h"
#include "infrastructure/postgres/connection/pool.h"
#include "infrastructure/postgres/read/kept_rows.h"

namespace pipewright::postgres {

class PostgresOpportunityInsights : public sales::OpportunityInsights {
 public:
  // All outlive it.
  PostgresOpportunityInsights(Pool& pool, KeptRows& kept, const Clock& clock)
      : pool_(pool), kept_(kept), clock_(clock) {}

  // Three statements, and a fourth when open opportunities stand in another currency than the base; each sees what was
  // committed when it began.
  absl::StatusOr<sales::PipelineView> Handle(const RequestContext& context,
                                             const sales::GetPipelineView& query) const override;
  // Costs what has changed since from_time, not what there is.
  absl::StatusOr<sales::PipelineComparison> Handle(const RequestContext& context,
                                                   const sales::ComparePipeline& query) const override;

 private:
  Pool& pool_;
  KeptRows& kept_;
  const Clock& clock_;
};

}  // namespace pipewright::postgres
