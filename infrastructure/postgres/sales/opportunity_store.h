// Opportunities in PostgreSQL, with their stage history.
#pragma once

#include <map>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "domain/sales/opportunity_repository.h"
#include "infrastructure/postgres/read/record_statistics.h"
#include "infrastructure/postgres/table/table.h"
#include "infrastructure/postgres/write/repository.h"
#include "infrastructure/postgres/write/write_session.h"

namespace pipewright::postgres {

const Table<sales::Opportunity>& OpportunityTable();
// An index holds all of them.
StatisticsColumns OpportunityStatisticsColumns();

class PostgresOpportunityRepository : public PostgresRepository<sales::Opportunity, sales::OpportunityRepository> {
 public:
  explicit PostgresOpportunityRepository(WriteSession& session) : PostgresRepository(session, OpportunityTable()) {
    session.OnUndo([this] { open_of_.clear(); });
  }

  absl::StatusOr<std::vector<OpportunityId>> InStage(const PipelineId& pipeline, const StageId& stage) override;
  absl::StatusOr<bool> LockAnyLiveIn(const PipelineId& pipeline) override;
  absl::StatusOr<sales::OpportunitySample> LockOpenOf(const AccountId& account) override;
  absl::Status LockAndPrefetchOpenOf(absl::Span<const AccountId> accounts) override;
  absl::Status SaveAll(absl::Span<sales::Opportunity> opportunities) override;

 protected:
  absl::Status StoreMore(const sales::Opportunity& opportunity,
                         const std::vector<sales::OpportunityEvent>& events) override;

 private:
  // Of the accounts that were asked about, until an opportunity is stored.
  std::map<AccountId, sales::OpportunitySample> open_of_;
};

}  // namespace pipewright::postgres
