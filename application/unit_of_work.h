// One transaction: the repositories of every aggregate, all in the caller's tenant.
//
// Names them only: whoever uses one includes it, so that a change of an aggregate concerns those alone.
#pragma once

#include "absl/functional/function_ref.h"
#include "application/shared/commands/unit_of_work_base.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/records.h"

namespace pipewright {

template <class A>
class Repository;
template <class A>
class HierarchyRepository;
class RecordFilters;

namespace catalog {
class EngagementRepository;
class Offering;
}  // namespace catalog

namespace organization {
class BusinessUnit;
class CodeSeries;
class CustomFieldDefinitionRepository;
class Directory;
class Identities;
class Membership;
class Tenant;
}  // namespace organization

namespace sales {
class Account;
class AssignmentRuleRepository;
class ContactRepository;
class Lead;
class Contact;
class ExchangeRateRepository;
class LostReasonRepository;
class Contact;
class DuplicatePairStore;
class MatchCandidates;
class MatchRuleRepository;
class MergeRepository;
class OpportunityRepository;
class PipelineRepository;
class Vendor;
}  // namespace sales

namespace tasks {
class TaskRepository;
}  // namespace tasks

namespace integration {
class Job;
class JobStore;
}  // namespace integration

// Everything stored through one unit of work is committed together, with its audit entries and events, or not at all.
// Not thread safe.
class UnitOfWork : public UnitOfWorkBase {
 public:
  virtual organization::Identities& identities() = 0;
  virtual organization::Directory& directory() = 0;
  virtual Repository<organization::Tenant>& tenants() = 0;
  virtual Repository<organization::Membership>& memberships() = 0;
  virtual organization::CustomFieldDefinitionRepository& custom_field_definitions() = 0;
  virtual HierarchyRepository<organization::BusinessUnit>& business_units() = 0;
  virtual Repository<organization::CodeSeries>& code_series() = 0;
  virtual HierarchyRepository<sales::Account>& accounts() = 0;
  virtual sales::AssignmentRuleRepository& assignment_rules() = 0;
  virtual tasks::TaskRepository& tasks() = 0;
  virtual sales::ContactRepository& contacts() = 0;
  virtual Repository<sales::Lead>& leads() = 0;
  virtual sales::PipelineRepository& pipelines() = 0;
  virtual sales::OpportunityRepository& opportunities() = 0;
  virtual Repository<sales::Vendor>& vendors() = 0;
  virtual Repository<catalog::Offering>& offerings() = 0;
  virtual catalog::EngagementRepository& engagements() = 0;
  virtual sales::LostReasonRepository& lost_reasons() = 0;
  virtual sales::MergeRepository& merges() = 0;
  virtual sales::MatchRuleRepository& match_rules() = 0;
  virtual sales::MatchCandidates& match_candidates() = 0;
  virtual sales::DuplicatePairStore& duplicate_pairs() = 0;
  virtual sales::ExchangeRateRepository& exchange_rates() = 0;
  virtual Repository<integration::Job>& jobs() = 0;
  virtual integration::JobStore& job_store() = 0;

  virtual RecordFilters& filters() = 0;

  // Those of a kind, one of the above, as others refer to them.
  Records& records(RecordKind kind);
};

// Runs units of work. Thread safe.
class Transactor {
 public:
  enum class Mode {
    kCommit,
    kValidateOnly,  // everything is checked, the database's rules included; nothing is kept
  };

  virtual ~Transactor() = default;

  // Runs `work` in a transaction of the caller's tenant, and commits when it returns OK. `work` may run up to 3 times:
  // the database ends a transaction that would break isolation, and this begins it again. Its error, or the database's,
  // is the result; then nothing was stored.
  virtual absl::Status Run(const RequestContext& context, Mode mode,
                           absl::FunctionRef<absl::Status(UnitOfWork&)> work) = 0;
};

}  // namespace pipewright
