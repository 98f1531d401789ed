#include "tests/support/application/fake_unit_of_work.h"

#include <cstdlib>
#include <tuple>
#include <type_traits>

#include "absl/strings/str_cat.h"

namespace pipewright {

template class FakeRepository<organization::Tenant>;
template class FakeRepository<organization::Membership>;
template class FakeRepository<organization::CustomFieldDefinition, organization::CustomFieldDefinitionRepository>;
template class FakeRepository<organization::BusinessUnit, HierarchyRepository<organization::BusinessUnit>>;
template class FakeRepository<organization::CodeSeries>;
template class FakeRepository<sales::Account, HierarchyRepository<sales::Account>>;
template class FakeRepository<sales::AssignmentRule, sales::AssignmentRuleRepository>;
template class FakeRepository<sales::Vendor>;
template class FakeRepository<catalog::Offering>;
template class FakeRepository<catalog::Engagement, catalog::EngagementRepository>;
template class FakeRepository<sales::Contact, sales::ContactRepository>;
template class FakeRepository<sales::Lead>;
template class FakeRepository<sales::Pipeline, sales::PipelineRepository>;
template class FakeRepository<sales::Opportunity, sales::OpportunityRepository>;
template class FakeRepository<collaboration::Note, LeadFollowerRepository<collaboration::Note>>;
template class FakeRepository<collaboration::Interaction, LeadFollowerRepository<collaboration::Interaction>>;
template class FakeRepository<collaboration::Attachment, collaboration::AttachmentRepository>;
template class FakeRepository<tasks::Task, LeadFollowerRepository<tasks::Task>>;
template class FakeRepository<sales::LostReason, sales::LostReasonRepository>;
template class FakeRepository<sales::Merge, sales::MergeRepository>;
template class FakeRepository<sales::MatchRule, sales::MatchRuleRepository>;
template class FakeRepository<sales::ExchangeRate, sales::ExchangeRateRepository>;
template class FakeRepository<integration::Job>;
template class FakeRepository<integration::SavedSearch>;

FakeUnitOfWork::FakeUnitOfWork(RequestContext context) : context_(std::move(context)) {}

FakeUnitOfWork::~FakeUnitOfWork() = default;

template <class Self>
auto FakeUnitOfWork::All(Self& self) {
  return std::tie(self.accounts_, self.assignment_rules_, self.attachments_, self.business_units_, self.code_series_,
                  self.contacts_, self.custom_field_definitions_, self.engagements_, self.exchange_rates_, self.jobs_,
                  self.leads_, self.lost_reasons_, self.match_rules_, self.memberships_, self.merges_, self.notes_,
                  self.interactions_, self.offerings_, self.opportunities_, self.pipelines_, self.saved_searches_,
                  self.tasks_, self.tenants_, self.vendors_);
}

Records& FakeUnitOfWork::Named(absl::string_view resource) {
  Records* found = nullptr;
  const auto look = [&](auto& each) {
    if (std::remove_reference_t<decltype(each)>::Stored::kResource == resource) found = &each;
  };
  std::apply([&](auto&... each) { (look(each), ...); }, All(*this));
  if (found == nullptr) std::abort();  // All lacks one
  return *found;
}

absl::StatusOr<CodeNumber> FakeUnitOfWork::NextCodeNumber(RecordKind kind) {
  CodeNumber number{++numbers_[absl::StrCat(ResourceOf(kind), "_code")]};
  for (const auto& [id, state] : code_series_.rows()) {
    if (state.entity == kind) number.format = CodeFormat{state.prefix, state.width};
  }
  return number;
}

absl::Status FakeUnitOfWork::Attempt(Writes /*writes*/, absl::FunctionRef<absl::Status()> work,
                                     AttemptOutcome& outcome) {
  const auto kept = std::apply([](auto&... each) { return std::make_tuple(each.Keep()...); }, All(*this));
  const auto numbers = numbers_;
  outcome = {work(), false};
  if (outcome.status.ok()) return absl::OkStatus();
  numbers_ = numbers;
  std::apply([&](auto&... each) { std::apply([&](const auto&... rows) { (each.Restore(rows), ...); }, kept); },
             All(*this));
  return absl::OkStatus();
}

int64_t FakeUnitOfWork::writes() const {
  return std::apply([](auto&... each) { return static_cast<int64_t>((each.events().size() + ...)); }, All(*this));
}

}  // namespace pipewright
