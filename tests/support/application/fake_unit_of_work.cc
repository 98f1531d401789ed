#include "tests/support/application/fake_unit_of_work.h"

#include <tuple>

namespace pipewright {

template class FakeRepository<organization::Tenant>;
template class FakeRepository<organization::Membership>;
template class FakeRepository<organization::CustomFieldDefinition, organization::CustomFieldDefinitionRepository>;
template class FakeRepository<organization::BusinessUnit, HierarchyRepository<organization::BusinessUnit>>;
template class FakeRepository<sales::Account, HierarchyRepository<sales::Account>>;
template class FakeRepository<sales::AssignmentRule, sales::AssignmentRuleRepository>;
template class FakeRepository<sales::Contact, HierarchyRepository<sales::Contact>>;
template class FakeRepository<sales::Pipeline, sales::PipelineRepository>;
template class FakeRepository<sales::Opportunity, sales::OpportunityRepository>;
template class FakeRepository<tasks::Task>;
template class FakeRepository<integration::Job>;

FakeUnitOfWork::FakeUnitOfWork(RequestContext context) : context_(std::move(context)) {}

FakeUnitOfWork::~FakeUnitOfWork() = default;

template <class Self>
auto FakeUnitOfWork::Stored(Self& self) {
  return std::tie(self.accounts_, self.assignment_rules_, self.business_units_, self.contacts_,
                  self.custom_field_definitions_, self.memberships_, self.opportunities_, self.pipelines_, self.tasks_,
                  self.tenants_);
}

absl::Status FakeUnitOfWork::Attempt(Writes /*writes*/, absl::FunctionRef<absl::Status()> work,
                                     AttemptOutcome& outcome) {
  const auto kept = std::apply([](auto&... each) { return std::make_tuple(each.Keep()...); }, Stored(*this));
  const auto numbers = numbers_;
  outcome = {work(), false};
  if (outcome.status.ok()) return absl::OkStatus();
  numbers_ = numbers;
  std::apply([&](auto&... each) { std::apply([&](const auto&... rows) { (each.Restore(rows), ...); }, kept); },
             Stored(*this));
  return absl::OkStatus();
}

int64_t FakeUnitOfWork::writes() const {
  return std::apply([](auto&... each) { return static_cast<int64_t>((each.events().size() + ...)); }, Stored(*this));
}

}  // namespace pipewright
