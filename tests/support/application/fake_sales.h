// The repositories of sales that are asked for more than records by id, in memory.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "domain/sales/merge.h"
#include "domain/sales/opportunity_repository.h"
#include "domain/sales/pipeline_repository.h"
#include "tests/support/application/fake_repository.h"

namespace pipewright {

class FakePipelines : public FakeRepository<sales::Pipeline, sales::PipelineRepository> {
 public:
  using FakeRepository::FakeRepository;

  absl::StatusOr<std::optional<sales::Pipeline>> GetDefault() override {
    for (const auto& [id, state] : rows()) {
      if (state.default_pipeline && !state.delete_time.has_value()) return sales::Pipeline::Restore(state);
    }
    return std::nullopt;
  }
};

class FakeOpportunities : public FakeRepository<sales::Opportunity, sales::OpportunityRepository> {
 public:
  using FakeRepository::FakeRepository;

  absl::StatusOr<std::vector<OpportunityId>> InStage(const PipelineId& pipeline, const StageId& stage) override {
    std::vector<OpportunityId> ids;
    for (const auto& [id, state] : rows()) {
      if (state.pipeline_id == pipeline && state.stage_id == stage) ids.push_back(id);
    }
    return ids;
  }
  absl::StatusOr<bool> LockAnyLiveIn(const PipelineId& pipeline) override {
    for (const auto& [id, state] : rows()) {
      if (state.pipeline_id == pipeline && !state.delete_time.has_value()) return true;
    }
    return false;
  }
  absl::Status SaveAll(absl::Span<sales::Opportunity> opportunities) override {
    most_saved_at_once_ = std::max(most_saved_at_once_, opportunities.size());
    return sales::OpportunityRepository::SaveAll(opportunities);
  }
  size_t most_saved_at_once() const { return most_saved_at_once_; }

 private:
  size_t most_saved_at_once_ = 0;
};

// Keeps what each merge changed. That references are led elsewhere is the store's: here nothing refers to anything.
class FakeMerges : public FakeRepository<sales::Merge, sales::MergeRepository> {
 public:
  using FakeRepository::FakeRepository;

  absl::Status AddParts(const sales::MergeId& merge, absl::Span<const ChangedPart> parts) override {
    parts_[merge].assign(parts.begin(), parts.end());
    return absl::OkStatus();
  }
  absl::StatusOr<std::vector<ChangedPart>> ReadParts(const sales::MergeId& merge) override { return parts_[merge]; }

 private:
  std::map<sales::MergeId, std::vector<ChangedPart>> parts_;
};

}  // namespace pipewright
