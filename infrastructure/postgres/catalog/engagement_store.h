// Engagements in PostgreSQL.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "domain/catalog/engagement_repository.h"
#include "infrastructure/postgres/table/table.h"
#include "infrastructure/postgres/write/repository.h"
#include "infrastructure/postgres/write/write_session.h"

namespace pipewright::postgres {

const Table<catalog::Engagement>& EngagementTable();

class PostgresEngagementRepository : public PostgresRepository<catalog::Engagement, catalog::EngagementRepository> {
 public:
  explicit PostgresEngagementRepository(WriteSession& session) : PostgresRepository(session, EngagementTable()) {}

  absl::StatusOr<std::vector<OfferingId>> OfferingsFrom(const OpportunityId& opportunity) override;
};

}  // namespace pipewright::postgres
