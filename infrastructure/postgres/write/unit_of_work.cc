#include "infrastructure/postgres/write/unit_of_work.h"

#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/integration/job_store.h"
#include "infrastructure/postgres/integration/job_table.h"
#include "infrastructure/postgres/organization/custom_field_definition_store.h"
#include "infrastructure/postgres/organization/directory.h"
#include "infrastructure/postgres/organization/identities.h"
#include "infrastructure/postgres/organization/membership_table.h"
#include "infrastructure/postgres/organization/tenant_table.h"
#include "infrastructure/postgres/sales/account_table.h"
#include "infrastructure/postgres/sales/contact_table.h"
#include "infrastructure/postgres/sales/duplicate_pair_store.h"
#include "infrastructure/postgres/sales/match_store.h"
#include "infrastructure/postgres/sales/merge_store.h"
#include "infrastructure/postgres/sales/opportunity_store.h"
#include "infrastructure/postgres/sales/pipeline_store.h"
#include "infrastructure/postgres/table/codec.h"
#include "infrastructure/postgres/tasks/task_table.h"
#include "infrastructure/postgres/write/hierarchy_repository.h"
#include "infrastructure/postgres/write/repository.h"

namespace pipewright::postgres {

struct PostgresUnitOfWork::Repositories {
  explicit Repositories(WriteSession& session)
      : identities(session),
        directory(session),
        tenants(session, TenantTable()),
        memberships(session, MembershipTable()),
        custom_field_definitions(session),
        accounts(session, AccountTable(), "parent_account_id", &sales::AccountState::parent_account_id),
        contacts(session, ContactTable(), "reports_to_id", &sales::ContactState::reports_to_id),
        pipelines(session),
        opportunities(session),
        merges(session),
        match_rules(session),
        match_candidates(session),
        duplicate_pairs(session),
        tasks(session, TaskTable()),
        jobs(session, JobTable()),
        job_store(session) {}

  PostgresIdentities identities;
  PostgresDirectory directory;
  PostgresRepository<organization::Tenant> tenants;
  PostgresRepository<organization::Membership> memberships;
  PostgresCustomFieldDefinitionRepository custom_field_definitions;
  PostgresHierarchyRepository<sales::Account> accounts;
  PostgresHierarchyRepository<sales::Contact> contacts;
  PostgresPipelineRepository pipelines;
  PostgresOpportunityRepository opportunities;
  PostgresMergeRepository merges;
  PostgresMatchRuleRepository match_rules;
  PostgresMatchCandidates match_candidates;
  PostgresDuplicatePairStore duplicate_pairs;
  PostgresRepository<tasks::Task> tasks;
  PostgresRepository<integration::Job> jobs;
  PostgresJobStore job_store;
};

PostgresUnitOfWork::PostgresUnitOfWork(WriteSession& session)
    : session_(session), repositories_(std::make_unique<Repositories>(session)) {
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
HierarchyRepository<sales::Account>& PostgresUnitOfWork::accounts() { return repositories_->accounts; }
Repository<tasks::Task>& PostgresUnitOfWork::tasks() { return repositories_->tasks; }
HierarchyRepository<sales::Contact>& PostgresUnitOfWork::contacts() { return repositories_->contacts; }
sales::PipelineRepository& PostgresUnitOfWork::pipelines() { return repositories_->pipelines; }
sales::OpportunityRepository& PostgresUnitOfWork::opportunities() { return repositories_->opportunities; }
sales::MergeRepository& PostgresUnitOfWork::merges() { return repositories_->merges; }
sales::MatchRuleRepository& PostgresUnitOfWork::match_rules() { return repositories_->match_rules; }
sales::MatchCandidates& PostgresUnitOfWork::match_candidates() { return repositories_->match_candidates; }
sales::DuplicatePairStore& PostgresUnitOfWork::duplicate_pairs() { return repositories_->duplicate_pairs; }
Repository<integration::Job>& PostgresUnitOfWork::jobs() { return repositories_->jobs; }
integration::JobStore& PostgresUnitOfWork::job_store() { return repositories_->job_store; }

absl::StatusOr<int64_t> PostgresUnitOfWork::NextNumber(absl::string_view series) {
  Numbers& numbers = reserved_[std::string(series)];
  if (numbers.next > numbers.last) RETURN_IF_ERROR(ReserveNumbers(series, 1));
  return numbers.next++;
}

absl::Status PostgresUnitOfWork::ReserveNumbers(absl::string_view series, int64_t count) {
  static const auto* const sql = new Sql{
      "insert into counters (tenant_id, series, value) values ($1::uuid, $2::text, $3::bigint) "
      "on conflict (tenant_id, series) do update set value = counters.value + excluded.value returning value",
      1};
  int64_t last = 0;
  RETURN_IF_ERROR(session_.Read(*sql, {session_.tenant(), std::string(series), absl::StrCat(count)},
                                [&](Row row) { return Codec<int64_t>::FromText(row[0].text, last); }));
  reserved_[std::string(series)] = {last - count + 1, last};
  return absl::OkStatus();
}

absl::Status PostgresUnitOfWork::Attempt(Writes writes, absl::FunctionRef<absl::Status()> work,
                                         AttemptOutcome& outcome) {
  return session_.Attempt(writes == Writes::kSetWise, work, outcome);
}

absl::Status PostgresUnitOfWork::RunAs(const RequestContext& context, absl::FunctionRef<absl::Status()> work) {
  const RequestContext& own = session_.context();
  session_.set_context(context);
  absl::Status status = work();
  session_.set_context(own);
  return status;
}

absl::StatusOr<std::optional<StoredAnswer>> PostgresUnitOfWork::FindAnswer(const Uuid& request_id) {
  return session_.FindAnswer(request_id);
}

absl::Status PostgresUnitOfWork::StoreAnswer(const Uuid& request_id, const StoredAnswer& answer) {
  session_.StoreAnswer(request_id, answer);
  return absl::OkStatus();
}

}  // namespace pipewright::postgres
