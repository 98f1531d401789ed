#include "infrastructure/postgres/write/unit_of_work.h"

#include <algorithm>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/catalog/engagement_store.h"
#include "infrastructure/postgres/catalog/offering_table.h"
#include "infrastructure/postgres/integration/job_store.h"
#include "infrastructure/postgres/integration/job_table.h"
#include "infrastructure/postgres/organization/business_unit_table.h"
#include "infrastructure/postgres/organization/code_series_table.h"
#include "infrastructure/postgres/organization/custom_field_definition_store.h"
#include "infrastructure/postgres/organization/directory.h"
#include "infrastructure/postgres/organization/identities.h"
#include "infrastructure/postgres/organization/membership_table.h"
#include "infrastructure/postgres/organization/tenant_table.h"
#include "infrastructure/postgres/sales/account_table.h"
#include "infrastructure/postgres/sales/assignment_rule_store.h"
#include "infrastructure/postgres/sales/contact_store.h"
#include "infrastructure/postgres/sales/contact_table.h"
#include "infrastructure/postgres/sales/duplicate_pair_store.h"
#include "infrastructure/postgres/sales/exchange_rate_store.h"
#include "infrastructure/postgres/sales/lead_table.h"
#include "infrastructure/postgres/sales/lost_reason_store.h"
#include "infrastructure/postgres/sales/match_store.h"
#include "infrastructure/postgres/sales/merge_store.h"
#include "infrastructure/postgres/sales/opportunity_store.h"
#include "infrastructure/postgres/sales/pipeline_store.h"
#include "infrastructure/postgres/sales/vendor_table.h"
#include "infrastructure/postgres/table/codec.h"
#include "infrastructure/postgres/tasks/task_store.h"
#include "infrastructure/postgres/write/hierarchy_repository.h"
#include "infrastructure/postgres/write/record_filters.h"
#include "infrastructure/postgres/write/repository.h"

namespace pipewright::postgres {
struct PostgresUnitOfWork::Repositories {
  Repositories(PostgresUnitOfWork& uow, WriteSession& session)
      : identities(session),
        directory(session),
        tenants(session, TenantTable()),
        memberships(session, MembershipTable()),
        custom_field_definitions(session),
        business_units(session, BusinessUnitTable(), "parent_business_unit_id",
                       &organization::BusinessUnitState::parent_business_unit_id),
        code_series(session, CodeSeriesTable()),
        accounts(session, AccountTable(), "parent_account_id", &sales::AccountState::parent_account_id),
        assignment_rules(session),
        contacts(session),
        leads(session, LeadTable()),
        pipelines(session),
        opportunities(session),
        vendors(session, VendorTable()),
        tasks(session),
        offerings(session, OfferingTable()),
        engagements(session),
        lost_reasons(session),
        merges(session),
        match_rules(session),
        match_candidates(session),
        duplicate_pairs(session),
        exchange_rates(session),
        jobs(session, JobTable()),
        job_store(session),
        filters(session, [&uow](RecordKind kind) -> const TableLayout& {
          return dynamic_cast<const Described&>(uow.records(kind)).layout();
        }) {}

  PostgresIdentities identities;
  PostgresDirectory directory;
  PostgresRepository<organization::Tenant> tenants;
  PostgresRepository<organization::Membership> memberships;
  PostgresCustomFieldDefinitionRepository custom_field_definitions;
  PostgresHierarchyRepository<organization::BusinessUnit> business_units;
  PostgresRepository<organization::CodeSeries> code_series;
  PostgresHierarchyRepository<sales::Account> accounts;
  PostgresAssignmentRuleRepository assignment_rules;
  PostgresContactRepository contacts;
  PostgresRepository<sales::Lead> leads;
  PostgresPipelineRepository pipelines;
  PostgresOpportunityRepository opportunities;
  PostgresRepository<sales::Vendor> vendors;
  PostgresTaskRepository tasks;
  PostgresRepository<catalog::Offering> offerings;
  PostgresEngagementRepository engagements;
  PostgresLostReasonRepository lost_reasons;
  PostgresMergeRepository merges;
  PostgresMatchRuleRepository match_rules;
  PostgresMatchCandidates match_candidates;
  PostgresDuplicatePairStore duplicate_pairs;
  PostgresExchangeRateRepository exchange_rates;
  PostgresRepository<integration::Job> jobs;
  PostgresJobStore job_store;
  PostgresRecordFilters filters;
};

PostgresUnitOfWork::PostgresUnitOfWork(WriteSession& session, NumberBlocks& blocks)
    : session_(session), code_numbers_(session, blocks), repositories_(std::make_unique<Repositories>(*this, session)) {
  session_.OnUndo([this] { reserved_.clear(); });
}

PostgresUnitOfWork::~PostgresUnitOfWork() = default;

organization::Identities& PostgresUnitOfWork::identities() { return repositories_->identities; }
organization::Directory& PostgresUnitOfWork::directory() { return repositories_->directory; }
Repository<organization::Tenant>& PostgresUnitOfWork::tenants() { return repositories_->tenants; }
Repository<organization::Membership>& PostgresUnitOfWork::memberships() { return repositories_->memberships; }
organization::CustomFieldDefinitionRepository& PostgresUnitOfWork::custom_field_definitions() {
  return repositories_->custom_field_definitions;
}
HierarchyRepository<organization::BusinessUnit>& PostgresUnitOfWork::business_units() {
  return repositories_->business_units;
}
Repository<organization::CodeSeries>& PostgresUnitOfWork::code_series() { return repositories_->code_series; }
HierarchyRepository<sales::Account>& PostgresUnitOfWork::accounts() { return repositories_->accounts; }
sales::AssignmentRuleRepository& PostgresUnitOfWork::assignment_rules() { return repositories_->assignment_rules; }
tasks::TaskRepository& PostgresUnitOfWork::tasks() { return repositories_->tasks; }
sales::ContactRepository& PostgresUnitOfWork::contacts() { return repositories_->contacts; }
Repository<sales::Lead>& PostgresUnitOfWork::leads() { return repositories_->leads; }
sales::PipelineRepository& PostgresUnitOfWork::pipelines() { return repositories_->pipelines; }
sales::OpportunityRepository& PostgresUnitOfWork::opportunities() { return repositories_->opportunities; }
Repository<sales::Vendor>& PostgresUnitOfWork::vendors() { return repositories_->vendors; }
Repository<catalog::Offering>& PostgresUnitOfWork::offerings() { return repositories_->offerings; }
catalog::EngagementRepository& PostgresUnitOfWork::engagements() { return repositories_->engagements; }
sales::LostReasonRepository& PostgresUnitOfWork::lost_reasons() { return repositories_->lost_reasons; }
sales::MergeRepository& PostgresUnitOfWork::merges() { return repositories_->merges; }
sales::MatchRuleRepository& PostgresUnitOfWork::match_rules() { return repositories_->match_rules; }
sales::MatchCandidates& PostgresUnitOfWork::match_candidates() { return repositories_->match_candidates; }
sales::DuplicatePairStore& PostgresUnitOfWork::duplicate_pairs() { return repositories_->duplicate_pairs; }
sales::ExchangeRateRepository& PostgresUnitOfWork::exchange_rates() { return repositories_->exchange_rates; }
Repository<integration::Job>& PostgresUnitOfWork::jobs() { return repositories_->jobs; }
integration::JobStore& PostgresUnitOfWork::job_store() { return repositories_->job_store; }
RecordFilters& PostgresUnitOfWork::filters() { return repositories_->filters; }

absl::StatusOr<int64_t> PostgresUnitOfWork::NextNumber(absl::string_view series) {
  RETURN_IF_ERROR(ReserveNumbers(series, 1));
  Numbers& numbers = reserved_[std::string(series)];
  if (numbers.next > numbers.last) RETURN_IF_ERROR(session_.Flush());
  if (numbers.next > numbers.last) return absl::InternalError("a series has given no number");
  return numbers.next++;
}

absl::Status PostgresUnitOfWork::ReserveNumbers(absl::string_view series, int64_t count) {
  static const auto* const sql = new std::string(
      "insert into counters (tenant_id, series, value) values ($1::uuid, $2::text, $3::bigint) "
      "on conflict (tenant_id, series) do update set value = counters.value + excluded.value returning value");
  Numbers& at_hand = reserved_[std::string(series)];
  const int64_t missing = count - (at_hand.last - at_hand.next + 1) - at_hand.awaited;
  if (missing <= 0) return absl::OkStatus();
  at_hand.awaited += missing;
  session_.ReadAhead(*sql, {session_.tenant(), std::string(series), absl::StrCat(missing)},
                     [this, series = std::string(series), missing](Row row) -> absl::Status {
                       Numbers& numbers = reserved_[series];
                       // An undone attempt may have forgotten what was awaited.
                       numbers.awaited = std::max<int64_t>(numbers.awaited - missing, 0);
                       int64_t last = 0;
                       RETURN_IF_ERROR(Codec<int64_t>::FromText(row[0].text, last));
                       // Nobody else takes numbers meanwhile, so new ones follow those that are left.
                       if (numbers.next > numbers.last) numbers.next = last - missing + 1;
                       numbers.last = last;
                       return absl::OkStatus();
                     });
  return absl::OkStatus();
}

absl::StatusOr<CodeNumber> PostgresUnitOfWork::NextCodeNumber(RecordKind kind) { return code_numbers_.Next(kind); }

absl::Status PostgresUnitOfWork::ReserveCodeNumbers(RecordKind kind, int64_t count) {
  return code_numbers_.Reserve(kind, count);
}

absl::Status PostgresUnitOfWork::Attempt(Writes writes, absl::FunctionRef<absl::Status()> work,
                                         AttemptOutcome& outcome) {
  code_numbers_.Mark();
  absl::Status status = session_.Attempt(writes == Writes::kSetWise, work, outcome);
  if (status.ok() && !outcome.status.ok()) code_numbers_.Rewind(outcome.status);
  return status;
}

absl::Status PostgresUnitOfWork::RunAs(const RequestContext& context, absl::FunctionRef<absl::Status()> work) {
  const absl::Cleanup back = [this, &own = session_.context()] { session_.set_context(own); };
  session_.set_context(context);
  return work();
}

absl::StatusOr<std::optional<StoredAnswer>> PostgresUnitOfWork::FindAnswer(const Uuid& request_id) {
  return session_.FindAnswer(request_id);
}

absl::Status PostgresUnitOfWork::StoreAnswer(const Uuid& request_id, const StoredAnswer& answer) {
  session_.StoreAnswer(request_id, answer);
  return absl::OkStatus();
}

}  // namespace pipewright::postgres
