// The repositories of the catalog in memory.
#pragma once

#include <algorithm>
#include <vector>

#include "domain/catalog/engagement_repository.h"
#include "domain/catalog/offering.h"
#include "tests/support/application/fake_repository.h"

namespace pipewright {

class FakeOfferings : public FakeRepository<catalog::Offering> {
 public:
  using FakeRepository::FakeRepository;

 protected:
  absl::Status CheckUnique(const catalog::OfferingState& state) const override {
    for (const auto& [id, other] : rows()) {
      if (id == state.id || other.delete_time.has_value() || state.delete_time.has_value()) continue;
      if (state.sku.has_value() && other.sku == state.sku) return AlreadyExists("offering", "sku", "the sku is taken");
    }
    return absl::OkStatus();
  }
};

class FakeEngagements : public FakeRepository<catalog::Engagement, catalog::EngagementRepository> {
 public:
  using FakeRepository::FakeRepository;

  absl::StatusOr<std::vector<OfferingId>> OfferingsFrom(const OpportunityId& opportunity) override {
    std::vector<OfferingId> offerings;
    for (const auto& [id, state] : rows()) {
      if (state.opportunity_id != opportunity || state.delete_time.has_value()) continue;
      if (std::find(offerings.begin(), offerings.end(), state.offering_id) == offerings.end()) {
        offerings.push_back(state.offering_id);
      }
    }
    return offerings;
  }
};

}  // namespace pipewright
