// The port through which commands load and store opportunities.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "domain/sales/opportunity.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/repository.h"
#include "domain/shared/status_macros.h"

namespace pipewright::sales {

// Some of the opportunities that a question is about: so many are too many to tell.
struct OpportunitySample {
  int64_t number = 0;                // of all
  std::vector<OpportunityId> first;  // at most kMaxSampled, by id

  static constexpr int64_t kMaxSampled = 20;
};

// Besides the opportunity itself, Add and Save keep its stage history: the present interval is closed and the next one
// opened by every event that carries a StageChange.
class OpportunityRepository : public Repository<Opportunity> {
 public:
  // All that stand in the stage, soft-deleted ones included, whoever owns them; by id.
  virtual absl::StatusOr<std::vector<OpportunityId>> InStage(const PipelineId& pipeline, const StageId& stage) = 0;
  // Whether a live one stands in the pipeline, whoever owns it. Until the unit of work ends, none gets into it.
  virtual absl::StatusOr<bool> LockAnyLiveIn(const PipelineId& pipeline) = 0;

  // The live open ones of the account, whoever owns them. Until the unit of work ends, it gets no other.
  virtual absl::StatusOr<OpportunitySample> LockOpenOf(const AccountId& account) = 0;
  // Reads at once what LockOpenOf of each account will need, and takes its lock.
  virtual absl::Status LockAndPrefetchOpenOf(absl::Span<const AccountId> /*accounts*/) { return absl::OkStatus(); }

  // Stores the changes of many, as Save does those of one, in whatever order; keeps none of them at hand.
  virtual absl::Status SaveAll(absl::Span<Opportunity> opportunities) {
    for (Opportunity& opportunity : opportunities) RETURN_IF_ERROR(Save(opportunity));
    return absl::OkStatus();
  }
};

}  // namespace pipewright::sales
