// UnitOfWork on PostgreSQL.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "application/unit_of_work.h"
#include "infrastructure/postgres/integration/job_store.h"
#include "infrastructure/postgres/organization/custom_field_definition_store.h"
#include "infrastructure/postgres/organization/directory.h"
#include "infrastructure/postgres/organization/identities.h"
#include "infrastructure/postgres/sales/opportunity_store.h"
#include "infrastructure/postgres/sales/pipeline_store.h"
#include "infrastructure/postgres/write/hierarchy_repository.h"
#include "infrastructure/postgres/write/repository.h"
#include "infrastructure/postgres/write/write_session.h"

namespace pipewright::postgres {

class PostgresUnitOfWork : public UnitOfWork {
 public:
  // `session` must outlive it.
  explicit PostgresUnitOfWork(WriteSession& session);

  const RequestContext& context() const override { return session_.context(); }
  absl::Time now() const override { return session_.now(); }
  absl::StatusOr<int64_t> NextNumber(absl::string_view series) override;
  absl::Status ReserveNumbers(absl::string_view series, int64_t count) override;
  absl::Status Attempt(Writes writes, absl::FunctionRef<absl::Status()> work, AttemptOutcome& outcome) override;
  int64_t writes() const override { return session_.writes(); }
  absl::Status RunAs(const RequestContext& context, absl::FunctionRef<absl::Status()> work) override;
  absl::StatusOr<std::optional<StoredAnswer>> FindAnswer(const Uuid& request_id) override;
  absl::Status StoreAnswer(const Uuid& request_id, const StoredAnswer& answer) override;

  organization::Identities& identities() override { return identities_; }
  organization::Directory& directory() override { return directory_; }
  Repository<organization::Tenant>& tenants() override { return tenants_; }
  Repository<organization::Membership>& memberships() override { return memberships_; }
  organization::CustomFieldDefinitionRepository& custom_field_definitions() override {
    return custom_field_definitions_;
  }
  HierarchyRepository<sales::Account>& accounts() override { return accounts_; }
  Repository<tasks::Task>& tasks() override { return tasks_; }
  HierarchyRepository<sales::Contact>& contacts() override { return contacts_; }
  sales::PipelineRepository& pipelines() override { return pipelines_; }
  sales::OpportunityRepository& opportunities() override { return opportunities_; }
  Repository<integration::Job>& jobs() override { return jobs_; }
  integration::JobStore& job_store() override { return job_store_; }

 private:
  struct Numbers {
    int64_t next = 1;
    int64_t last = 0;
  };

  WriteSession& session_;
  std::map<std::string, Numbers> reserved_;  // by series
  PostgresIdentities identities_;
  PostgresDirectory directory_;
  PostgresRepository<organization::Tenant> tenants_;
  PostgresRepository<organization::Membership> memberships_;
  PostgresCustomFieldDefinitionRepository custom_field_definitions_;
  PostgresHierarchyRepository<sales::Account> accounts_;
  PostgresHierarchyRepository<sales::Contact> contacts_;
  PostgresPipelineRepository pipelines_;
  PostgresOpportunityRepository opportunities_;
  PostgresRepository<tasks::Task> tasks_;
  PostgresRepository<integration::Job> jobs_;
  PostgresJobStore job_store_;
};

}  // namespace pipewright::postgres
