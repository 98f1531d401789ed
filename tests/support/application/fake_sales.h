// The repositories of sales that are asked for more than records by id, in memory.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "domain/sales/assignment_rule_repository.h"
#include "domain/sales/contact_repository.h"
#include "domain/sales/merge.h"
#include "domain/sales/opportunity_repository.h"
#include "domain/sales/pipeline_repository.h"
#include "tests/support/application/fake_hierarchy.h"
#include "tests/support/application/fake_repository.h"

namespace pipewright {

class FakeContacts : public FakeHierarchy<sales::Contact, sales::ContactRepository> {
 public:
  FakeContacts(const RequestContext& context, const absl::Time& now)
      : FakeHierarchy(context, now, &sales::ContactState::reports_to_id) {}

  absl::StatusOr<std::optional<sales::Contact>> WithEmail(const EmailAddress& email) override {
    for (const auto& [id, state] : rows()) {
      if (state.email != email || state.delete_time.has_value()) continue;
      absl::StatusOr<sales::Contact> found = Get(id);
      if (found.ok()) return *std::move(found);
    }
    return std::nullopt;
  }
};

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

class FakeAssignmentRules : public FakeRepository<sales::AssignmentRule, sales::AssignmentRuleRepository> {
 public:
  using FakeRepository::FakeRepository;

  // What LoadOf says of users.
  std::map<UserId, int64_t> load;

  absl::StatusOr<std::vector<sales::AssignmentRuleState>> LiveOf(RecordKind entity) override {
    std::vector<sales::AssignmentRuleState> rules;
    for (const auto& [id, state] : rows()) {
      if (state.entity == entity && !state.delete_time.has_value()) rules.push_back(state);
    }
    std::stable_sort(rules.begin(), rules.end(), [](const auto& a, const auto& b) { return a.position < b.position; });
    return rules;
  }
  absl::StatusOr<std::map<UserId, int64_t>> LoadOf(RecordKind, const std::vector<UserId>&) override { return load; }
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
