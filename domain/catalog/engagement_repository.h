// The port through which commands load and store engagements.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "domain/catalog/engagement.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/repository.h"

namespace pipewright::catalog {

class EngagementRepository : public Repository<Engagement> {
 public:
  // What live engagements that came from the opportunity are about, whatever their status and whoever owns them; each
  // offering once.
  virtual absl::StatusOr<std::vector<OfferingId>> OfferingsFrom(const OpportunityId& opportunity) = 0;
};

}  // namespace pipewright::catalog
