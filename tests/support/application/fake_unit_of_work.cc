#include "tests/support/application/fake_unit_of_work.h"

namespace pipewright {

template class FakeRepository<organization::Tenant>;
template class FakeRepository<organization::Membership>;
template class FakeRepository<organization::CustomFieldDefinition, organization::CustomFieldDefinitionRepository>;
template class FakeRepository<sales::Account, HierarchyRepository<sales::Account>>;
template class FakeRepository<sales::Contact, HierarchyRepository<sales::Contact>>;
template class FakeRepository<sales::Pipeline, sales::PipelineRepository>;
template class FakeRepository<sales::Opportunity, sales::OpportunityRepository>;
template class FakeRepository<sales::Merge, sales::MergeRepository>;
template class FakeRepository<sales::MatchRule, sales::MatchRuleRepository>;
template class FakeRepository<tasks::Task>;
template class FakeRepository<integration::Job>;

FakeUnitOfWork::FakeUnitOfWork(RequestContext context) : context_(std::move(context)) {}

FakeUnitOfWork::~FakeUnitOfWork() = default;

absl::Status FakeUnitOfWork::Attempt(Writes /*writes*/, absl::FunctionRef<absl::Status()> work,
                                     AttemptOutcome& outcome) {
  const auto undo =
      [numbers = numbers_, this](auto... kept) {
        return [this, numbers, kept...](auto&... repositories) {
          numbers_ = numbers;
          (repositories.Restore(kept), ...);
        };
      }(tenants_.Keep(), memberships_.Keep(), accounts_.Keep(), tasks_.Keep(), contacts_.Keep(), pipelines_.Keep(),
        opportunities_.Keep(), merges_.Keep(), custom_field_definitions_.Keep());
  outcome = {work(), false};
  if (!outcome.status.ok()) {
    undo(tenants_, memberships_, accounts_, tasks_, contacts_, pipelines_, opportunities_, merges_,
         custom_field_definitions_);
  }
  return absl::OkStatus();
}

int64_t FakeUnitOfWork::writes() const {
  return static_cast<int64_t>(tenants_.events().size() + memberships_.events().size() + accounts_.events().size() +
                              tasks_.events().size() + contacts_.events().size() + pipelines_.events().size() +
                              opportunities_.events().size() + merges_.events().size() +
                              custom_field_definitions_.events().size());
}

}  // namespace pipewright
