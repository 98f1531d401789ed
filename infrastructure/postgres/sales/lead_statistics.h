// The statistics of leads, by SQL of their own.
#pragma once

#include "absl/status/statusor.h"
#include "application/sales/lead_statistics.h"
#include "infrastructure/postgres/connection/pool.h"

namespace pipewright::postgres {

// One statement, which reads the leads that it is about once.
class PostgresLeadStatistics : public sales::LeadStatisticsReader {
 public:
  // Outlives it.
  explicit PostgresLeadStatistics(Pool& pool) : pool_(pool) {}

  absl::StatusOr<sales::LeadStatistics> Read(const RequestContext& context, const ListQuery& list) const override;

 private:
  Pool& pool_;
};

}  // namespace pipewright::postgres
