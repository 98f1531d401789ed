// UnitOfWork in memory, with the ports that go with it: what an application test starts from.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "application/unit_of_work.h"
#include "domain/catalog/engagement_repository.h"
#include "domain/catalog/offering.h"
#include "domain/collaboration/interaction.h"
#include "domain/collaboration/note.h"
#include "domain/integration/job.h"
#include "domain/integration/saved_search.h"
#include "domain/organization/business_unit.h"
#include "domain/organization/code_series.h"
#include "domain/sales/account.h"
#include "domain/sales/contact_repository.h"
#include "domain/sales/lead.h"
#include "domain/sales/vendor.h"
#include "domain/tasks/task.h"
#include "tests/support/application/fake_attachments.h"
#include "tests/support/application/fake_catalog.h"
#include "tests/support/application/fake_custom_fields.h"
#include "tests/support/application/fake_exchange_rates.h"
#include "tests/support/application/fake_hierarchy.h"
#include "tests/support/application/fake_jobs.h"
#include "tests/support/application/fake_lead_followers.h"
#include "tests/support/application/fake_lost_reasons.h"
#include "tests/support/application/fake_organization.h"
#include "tests/support/application/fake_ports.h"
#include "tests/support/application/fake_record_filters.h"
#include "tests/support/application/fake_repository.h"
#include "tests/support/application/fake_sales.h"

namespace pipewright {

// Compiled once, in the source: each test would take seconds for them.
extern template class FakeRepository<organization::Tenant>;
extern template class FakeRepository<organization::Membership>;
extern template class FakeRepository<organization::CustomFieldDefinition,
                                     organization::CustomFieldDefinitionRepository>;
extern template class FakeRepository<organization::BusinessUnit, HierarchyRepository<organization::BusinessUnit>>;
extern template class FakeRepository<organization::CodeSeries>;
extern template class FakeRepository<sales::Account, HierarchyRepository<sales::Account>>;
extern template class FakeRepository<sales::AssignmentRule, sales::AssignmentRuleRepository>;
extern template class FakeRepository<sales::Vendor>;
extern template class FakeRepository<catalog::Offering>;
extern template class FakeRepository<catalog::Engagement, catalog::EngagementRepository>;
extern template class FakeRepository<sales::Contact, sales::ContactRepository>;
extern template class FakeRepository<sales::Lead>;
extern template class FakeRepository<sales::Pipeline, sales::PipelineRepository>;
extern template class FakeRepository<sales::Opportunity, sales::OpportunityRepository>;
extern template class FakeRepository<collaboration::Note, LeadFollowerRepository<collaboration::Note>>;
extern template class FakeRepository<collaboration::Interaction, LeadFollowerRepository<collaboration::Interaction>>;
extern template class FakeRepository<collaboration::Attachment, collaboration::AttachmentRepository>;
extern template class FakeRepository<tasks::Task, LeadFollowerRepository<tasks::Task>>;
extern template class FakeRepository<sales::LostReason, sales::LostReasonRepository>;
extern template class FakeRepository<sales::Merge, sales::MergeRepository>;
extern template class FakeRepository<sales::MatchRule, sales::MatchRuleRepository>;
extern template class FakeRepository<sales::ExchangeRate, sales::ExchangeRateRepository>;
extern template class FakeRepository<integration::Job>;
extern template class FakeRepository<integration::SavedSearch>;

class FakeUnitOfWork : public UnitOfWork {
 public:
  explicit FakeUnitOfWork(RequestContext context = ContextOf());
  ~FakeUnitOfWork() override;

  const RequestContext& context() const override { return context_; }
  // What the next calls come with: another user, other grants, another permission.
  RequestContext& next_call() { return context_; }
  absl::Time now() const override { return clock.now; }
  bool validating() const override { return only_validates; }
  absl::StatusOr<int64_t> NextNumber(absl::string_view series) override { return ++numbers_[std::string(series)]; }
  absl::Status ReserveNumbers(absl::string_view /*series*/, int64_t /*count*/) override { return absl::OkStatus(); }
  absl::StatusOr<CodeNumber> NextCodeNumber(RecordKind kind) override;
  absl::Status ReserveCodeNumbers(RecordKind /*kind*/, int64_t /*count*/) override { return absl::OkStatus(); }
  absl::Status Attempt(Writes writes, absl::FunctionRef<absl::Status()> work, AttemptOutcome& outcome) override;
  int64_t writes() const override;
  absl::Status RunAs(const RequestContext& context, absl::FunctionRef<absl::Status()> work) override {
    RequestContext own = std::exchange(context_, context);
    absl::Status status = work();
    context_ = std::move(own);
    return status;
  }
  absl::StatusOr<std::optional<StoredAnswer>> FindAnswer(const Uuid& request_id) override {
    const auto found = answers_.find(request_id);
    return found == answers_.end() ? std::optional<StoredAnswer>() : found->second;
  }
  absl::Status StoreAnswer(const Uuid& request_id, const StoredAnswer& answer) override {
    answers_[request_id] = answer;
    return absl::OkStatus();
  }

  // What tests see of the repositories: the fakes themselves.
  FakeIdentities& identities() override { return identities_; }
  FakeDirectory& directory() override { return directory_; }
  FakeTenants& tenants() { return tenants_; }
  FakeMemberships& memberships() { return memberships_; }
  FakeCustomFieldDefinitions& custom_field_definitions() { return custom_field_definitions_; }
  FakeBusinessUnits& business_units() { return business_units_; }
  FakeRepository<organization::CodeSeries>& code_series() { return code_series_; }
  FakeHierarchy<sales::Account>& accounts() { return accounts_; }
  FakeAssignmentRules& assignment_rules() { return assignment_rules_; }
  FakeNotes& notes() { return notes_; }
  FakeInteractions& interactions() { return interactions_; }
  FakeAttachments& attachments() { return attachments_; }
  FakeTasks& tasks() { return tasks_; }
  FakeContacts& contacts() { return contacts_; }
  FakeRepository<sales::Lead>& leads() { return leads_; }
  FakePipelines& pipelines() { return pipelines_; }
  FakeOpportunities& opportunities() { return opportunities_; }
  FakeRepository<sales::Vendor>& vendors() { return vendors_; }
  FakeOfferings& offerings() { return offerings_; }
  FakeEngagements& engagements() { return engagements_; }
  FakeLostReasons& lost_reasons() { return lost_reasons_; }
  FakeMerges& merges() { return merges_; }
  FakeMatchRules& match_rules() { return match_rules_; }
  FakeMatchCandidates& match_candidates() override { return match_candidates_; }
  FakeDuplicatePairs& duplicate_pairs() override { return duplicate_pairs_; }
  FakeExchangeRates& exchange_rates() { return exchange_rates_; }
  FakeRepository<integration::Job>& jobs() { return jobs_; }
  FakeJobs& job_store() override { return job_store_; }
  FakeRecordFilters& filters() override { return filters_; }

  FakeClock clock;
  bool only_validates = false;

 protected:
  Records& Named(absl::string_view resource) override;

 private:
  // Every repository.
  template <class Self>
  static auto All(Self& self);

  RequestContext context_;
  std::map<std::string, int64_t> numbers_;
  std::map<Uuid, StoredAnswer> answers_;
  FakeTenants tenants_{context_, clock.now};
  FakeMemberships memberships_{context_, clock.now};
  FakeIdentities identities_{tenants_, memberships_};
  FakeBusinessUnits business_units_{context_, clock.now};
  FakeDirectory directory_{tenants_, memberships_, business_units_};
  FakeCustomFieldDefinitions custom_field_definitions_{context_, clock.now};
  FakeRepository<organization::CodeSeries> code_series_{context_, clock.now};
  FakeHierarchy<sales::Account> accounts_{context_, clock.now, &sales::AccountState::parent_account_id};
  FakeAssignmentRules assignment_rules_{context_, clock.now};
  FakeNotes notes_{context_, clock.now, [this](RecordKind kind) -> Records& { return records(kind); }};
  FakeInteractions interactions_{context_, clock.now, [this](RecordKind kind) -> Records& { return records(kind); }};
  FakeAttachments attachments_{context_, clock.now, [this](RecordKind kind) -> Records& { return records(kind); }};
  FakeTasks tasks_{context_, clock.now};
  FakeContacts contacts_{context_, clock.now};
  FakeRepository<sales::Lead> leads_{context_, clock.now};
  FakePipelines pipelines_{context_, clock.now};
  FakeOpportunities opportunities_{context_, clock.now};
  FakeRepository<sales::Vendor> vendors_{context_, clock.now};
  FakeOfferings offerings_{context_, clock.now};
  FakeEngagements engagements_{context_, clock.now};
  FakeLostReasons lost_reasons_{context_, clock.now};
  FakeMerges merges_{context_, clock.now};
  FakeMatchRules match_rules_{context_, clock.now};
  FakeMatchCandidates match_candidates_{accounts_, contacts_, leads_};
  FakeDuplicatePairs duplicate_pairs_;
  FakeExchangeRates exchange_rates_{context_, clock.now};
  FakeRepository<integration::Job> jobs_{context_, clock.now};
  FakeRepository<integration::SavedSearch> saved_searches_{context_, clock.now};
  FakeJobs job_store_;
  FakeRecordFilters filters_;
};

// Runs each unit of work in the one it was given.
class FakeTransactor : public Transactor {
 public:
  explicit FakeTransactor(FakeUnitOfWork& unit_of_work) : unit_of_work_(unit_of_work) {}
  absl::Status Run(const RequestContext& /*context*/, Mode /*mode*/,
                   absl::FunctionRef<absl::Status(UnitOfWork&)> work) override {
    return away.ok() ? work(unit_of_work_) : away;
  }

  absl::Status away;  // what is answered instead, when it isn't OK

 private:
  FakeUnitOfWork& unit_of_work_;
};

}  // namespace pipewright
