// The repositories of sales that are asked for more than records by id, in memory.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "application/sales/duplicate_pairs.h"
#include "application/sales/match_candidates.h"
#include "domain/sales/assignment_rule_repository.h"
#include "domain/sales/contact_repository.h"
#include "domain/sales/match_profile.h"
#include "domain/sales/match_rule.h"
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
  absl::StatusOr<std::vector<sales::Contact>> LockPrimariesOf(absl::Span<const AccountId> accounts) override {
    std::vector<sales::Contact> primaries;
    for (const auto& [id, state] : rows()) {
      if (!state.primary_contact || state.delete_time.has_value()) continue;
      const bool asked = std::find(accounts.begin(), accounts.end(), state.account_id) != accounts.end();
      if (asked) primaries.push_back(sales::Contact::Restore(state));
    }
    return primaries;
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
  absl::StatusOr<sales::OpportunitySample> LockOpenOf(const AccountId& account) override {
    sales::OpportunitySample sample;
    for (const auto& [id, state] : rows()) {
      const bool open = state.status == sales::OpportunityStatus::kOpen && !state.delete_time.has_value();
      if (state.account_id != account || !open) continue;
      if (++sample.number <= sales::OpportunitySample::kMaxSampled) sample.first.push_back(id);
    }
    return sample;
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

class FakeMatchRules : public FakeRepository<sales::MatchRule, sales::MatchRuleRepository> {
 public:
  using FakeRepository::FakeRepository;

  absl::StatusOr<std::optional<sales::MatchRule>> Of(absl::string_view resource) override {
    for (const auto& [id, state] : rows()) {
      if (state.resource == resource) return sales::MatchRule::Restore(state);
    }
    return std::nullopt;
  }
};

// Lower case alone: ASCII is enough here.
class FakeFolding : public TextFolding {
 public:
  std::string Fold(absl::string_view text) const override { return absl::AsciiStrToLower(text); }
};

// Finds by the keys of what the repositories hold, and the caller may read.
class FakeMatchCandidates : public sales::MatchCandidates {
 public:
  using AccountRows = FakeRepository<sales::Account, HierarchyRepository<sales::Account>>;
  using ContactRows = FakeRepository<sales::Contact, sales::ContactRepository>;

  using LeadRows = FakeRepository<sales::Lead>;

  FakeMatchCandidates(AccountRows& accounts, ContactRows& contacts, LeadRows& leads)
      : accounts_(accounts), contacts_(contacts), leads_(leads) {}

  const TextFolding& folding() const override { return folding_; }
  absl::Status Find(const std::vector<std::string>& keys, std::vector<sales::AccountState>& found) override {
    return FindIn(accounts_, keys, found);
  }
  absl::Status Find(const std::vector<std::string>& keys, std::vector<sales::ContactState>& found) override {
    return FindIn(contacts_, keys, found);
  }
  absl::Status Find(const std::vector<std::string>& keys, std::vector<sales::LeadState>& found) override {
    return FindIn(leads_, keys, found);
  }

 private:
  template <class Records>
  absl::Status FindIn(Records& records, const std::vector<std::string>& keys,
                      std::vector<typename Records::S>& found) const {
    for (const auto& [id, state] : records.rows()) {
      const std::vector<std::string> own = sales::KeysOf(sales::ProfileOf(state, folding_));
      const bool shares = std::any_of(own.begin(), own.end(), [&](const std::string& key) {
        return std::find(keys.begin(), keys.end(), key) != keys.end();
      });
      if (shares && records.Get(id).ok()) found.push_back(state);
    }
    return absl::OkStatus();
  }

  AccountRows& accounts_;
  ContactRows& contacts_;
  LeadRows& leads_;
  FakeFolding folding_;
};

// Holds nothing: searches are tested on PostgreSQL.
class FakeDuplicatePairs : public sales::DuplicatePairStore {
 public:
  absl::StatusOr<int64_t> Count(absl::string_view /*resource*/) override { return 0; }
  absl::Status Begin(const integration::JobId& /*search*/) override { return absl::OkStatus(); }
  absl::StatusOr<Uuid> Position(const integration::JobId& /*search*/) override { return Uuid(); }
  absl::Status Next(const Uuid&, int, std::vector<sales::AccountState>&) override { return absl::OkStatus(); }
  absl::Status Next(const Uuid&, int, std::vector<sales::ContactState>&) override { return absl::OkStatus(); }
  absl::Status Next(const Uuid&, int, std::vector<sales::LeadState>&) override { return absl::OkStatus(); }
  absl::StatusOr<int64_t> Keep(const integration::JobId& /*search*/, absl::Span<const sales::DuplicatePair> /*pairs*/,
                               const Uuid& /*position*/) override {
    return 0;
  }
};

}  // namespace pipewright
