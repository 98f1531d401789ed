#include "server/wire/enum_proto.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor_database.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "absl/types/span.h"
#include "application/catalog/cross_sell.h"
#include "application/catalog/cross_sell_recommendations.h"
#include "application/collaboration/timeline.h"
#include "application/integration/record_transfer.h"
#include "application/sales/pipeline_comparison.h"
#include "application/shared/queries/statistics.h"
#include "application/tasks/task_queries.h"
#include "domain/catalog/engagement_kinds.h"
#include "domain/catalog/offering_kinds.h"
#include "domain/collaboration/attachment_status.h"
#include "domain/collaboration/interaction_kinds.h"
#include "domain/integration/job_kinds.h"
#include "domain/integration/saved_search.h"
#include "domain/organization/membership.h"
#include "domain/organization/tenant.h"
#include "domain/sales/account_kinds.h"
#include "domain/sales/assignment_rule.h"
#include "domain/sales/contact_kinds.h"
#include "domain/sales/lead_kinds.h"
#include "domain/sales/lead_source.h"
#include "domain/sales/match_rule.h"
#include "domain/sales/opportunity_kinds.h"
#include "domain/sales/stage.h"
#include "domain/sales/vendor_kinds.h"
#include "domain/shared/custom_field_kinds.h"
#include "domain/shared/enum_names.h"
#include "domain/shared/grants.h"
#include "domain/shared/record_kind.h"
#include "domain/tasks/task_kinds.h"
#include "pipewright/catalog/v1/cross_sell.pb.h"
#include "pipewright/catalog/v1/engagement.pb.h"
#include "pipewright/catalog/v1/offering.pb.h"
#include "pipewright/collaboration/v1/attachment.pb.h"
#include "pipewright/collaboration/v1/interaction.pb.h"
#include "pipewright/collaboration/v1/search_service.pb.h"
#include "pipewright/collaboration/v1/tag_service.pb.h"
#include "pipewright/collaboration/v1/timeline_service.pb.h"
#include "pipewright/integration/v1/job.pb.h"
#include "pipewright/integration/v1/saved_search.pb.h"
#include "pipewright/integration/v1/transfer_service.pb.h"
#include "pipewright/organization/v1/code_series_service.pb.h"
#include "pipewright/organization/v1/custom_field_definition.pb.h"
#include "pipewright/organization/v1/member_service.pb.h"
#include "pipewright/organization/v1/role_service.pb.h"
#include "pipewright/organization/v1/tenant_service.pb.h"
#include "pipewright/sales/v1/account.pb.h"
#include "pipewright/sales/v1/assignment_rule.pb.h"
#include "pipewright/sales/v1/contact.pb.h"
#include "pipewright/sales/v1/duplicate.pb.h"
#include "pipewright/sales/v1/lead.pb.h"
#include "pipewright/sales/v1/lead_source.pb.h"
#include "pipewright/sales/v1/opportunity.pb.h"
#include "pipewright/sales/v1/pipeline.pb.h"
#include "pipewright/sales/v1/pipeline_service.pb.h"
#include "pipewright/sales/v1/vendor.pb.h"
#include "pipewright/shared/v1/statistics.pb.h"
#include "pipewright/shared/v1/subject.pb.h"
#include "pipewright/tasks/v1/task.pb.h"
#include "pipewright/tasks/v1/task_service.pb.h"

namespace pipewright::server {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::EnumDescriptor;

// A domain enum and its proto twin have the same values, by name, each with its own number; `unsaid` is a name that
// only the domain has, whose absence says it on the wire. Gives the proto's name.
template <class P, class E>
std::string ExpectTwins(const std::string& unsaid = "", absl::Span<const EnumName<E>> names = NamesOf(E{})) {
  const EnumDescriptor& proto = *google::protobuf::GetEnumDescriptor<P>();
  const std::string prefix(absl::StripSuffix(proto.value(0)->name(), "UNSPECIFIED"));
  std::multiset<std::string> of_proto;
  for (int i = 1; i < proto.value_count(); ++i) {
    of_proto.emplace(absl::StripPrefix(proto.value(i)->name(), prefix));
  }
  std::multiset<std::string> of_domain;
  for (const auto& [value, name] : names) {
    INFO(proto.full_name() << " " << name);
    if (name == unsaid) continue;
    of_domain.emplace(name);
    const P there = ToProtoEnum<P>(value);
    CHECK(there != static_cast<P>(0));
    const auto back = FromProtoEnum<E>(there);
    CHECK((back.ok() && *back == value));
  }
  INFO(proto.full_name());
  CHECK(of_domain == of_proto);
  if (unsaid.empty()) CHECK_FALSE(FromProtoEnum<E>(static_cast<P>(0)).ok());
  CHECK_FALSE(FromProtoEnum<E>(static_cast<P>(9999)).ok());
  return proto.full_name();
}

// Every enum of the API.
std::set<std::string> AllEnums() {
  std::vector<std::string> files;
  DescriptorPool::internal_generated_database()->FindAllFileNames(&files);
  std::set<std::string> enums;
  for (const std::string& name : files) {
    if (!absl::StartsWith(name, "pipewright/")) continue;
    const auto* const file = DescriptorPool::generated_pool()->FindFileByName(name);
    for (int i = 0; i < file->enum_type_count(); ++i) enums.insert(file->enum_type(i)->full_name());
  }
  return enums;
}

TEST_CASE("every enum of the domain has the names of its proto enum", "[wire]") {
  const std::set<std::string> twins = {
      ExpectTwins<shared::v1::SubjectKind>("", KindsWith(KindRole::kSubject)),
      ExpectTwins<shared::v1::PeriodLength, PeriodLength>(),
      ExpectTwins<shared::v1::PeriodBasis, PeriodBasis>(),
      ExpectTwins<organization::v1::GrantScope, Scope>("NONE"),
      ExpectTwins<sales::v1::AssignmentEntity>("", KindsWith(KindRole::kAssigned)),
      ExpectTwins<collaboration::v1::TaggedKind>("", KindsWith(KindRole::kTagged)),
      ExpectTwins<collaboration::v1::SearchedKind>("", KindsWith(KindRole::kSearched)),
      ExpectTwins<collaboration::v1::TimelineType, collaboration::TimelineType>(),
      ExpectTwins<collaboration::v1::AttachmentStatus, collaboration::AttachmentStatus>(),
      ExpectTwins<collaboration::v1::InteractionType, collaboration::InteractionType>(),
      ExpectTwins<collaboration::v1::InteractionDirection, collaboration::InteractionDirection>(),
      ExpectTwins<sales::v1::AssignmentMethod>("", NamesOf(sales::AssignmentMethod())),
      ExpectTwins<organization::v1::CustomFieldEntity>("", KindsWith(KindRole::kHasCustomFields)),
      ExpectTwins<organization::v1::CodeSeriesEntity>("", KindsWith(KindRole::kHasCode)),
      ExpectTwins<organization::v1::CustomFieldType, CustomFieldType>(),
      ExpectTwins<organization::v1::CustomFieldReferenceKind>("", KindsWith(KindRole::kInCustomReferences)),
      ExpectTwins<organization::v1::MemberStatus, organization::MembershipStatus>(),
      ExpectTwins<organization::v1::SubscriptionTier, organization::SubscriptionTier>(),
      ExpectTwins<organization::v1::TenantStatus, organization::TenantStatus>(),
      ExpectTwins<catalog::v1::OfferingKind, catalog::OfferingKind>(),
      ExpectTwins<catalog::v1::BillingPeriod, catalog::BillingPeriod>(),
      ExpectTwins<catalog::v1::CrossSellState, catalog::CrossSellState>(),
      ExpectTwins<catalog::v1::CrossSellPopulation, catalog::CrossSellPopulation>(),
      ExpectTwins<catalog::v1::CrossSellValueBasis, catalog::CrossSellValueBasis>(),
      ExpectTwins<catalog::v1::EngagementStatus, catalog::EngagementStatus>(),
      ExpectTwins<sales::v1::AccountKind, sales::AccountKind>(),
      ExpectTwins<sales::v1::AccountSize, sales::AccountSize>(),
      ExpectTwins<sales::v1::AccountStatus, sales::AccountStatus>(),
      ExpectTwins<sales::v1::AccountRating, sales::AccountRating>(),
      ExpectTwins<sales::v1::ContactStatus, sales::ContactStatus>(),
      ExpectTwins<sales::v1::ContactChannel, sales::ContactChannel>(),
      ExpectTwins<sales::v1::LeadSource, sales::LeadSource>(),
      ExpectTwins<sales::v1::LeadStatus, sales::LeadStatus>(),
      ExpectTwins<sales::v1::MatchReason, sales::MatchReason>(),
      ExpectTwins<sales::v1::StageKind, sales::StageKind>(),
      ExpectTwins<sales::v1::StageRequirement, sales::StageRequirement>(),
      ExpectTwins<sales::v1::PipelineChangeKind, sales::PipelineChangeKind>(),
      ExpectTwins<sales::v1::OpportunityStatus, sales::OpportunityStatus>(),
      ExpectTwins<sales::v1::ForecastCategory, sales::ForecastCategory>(),
      ExpectTwins<sales::v1::OpportunityPriority, sales::OpportunityPriority>(),
      ExpectTwins<sales::v1::ContactRoleKind, sales::ContactRoleKind>(),
      ExpectTwins<sales::v1::VendorStatus, sales::VendorStatus>(),
      ExpectTwins<integration::v1::SavedSearchVisibility, integration::SearchVisibility>(),
      ExpectTwins<tasks::v1::TaskInvolvement, tasks::TaskInvolvement>(),
      ExpectTwins<tasks::v1::TaskType, tasks::TaskType>(),
      ExpectTwins<tasks::v1::TaskStatus, tasks::TaskStatus>(),
      ExpectTwins<tasks::v1::TaskPriority, tasks::TaskPriority>(),
      ExpectTwins<tasks::v1::TaskVisibility, tasks::TaskVisibility>(),
      ExpectTwins<integration::v1::JobKind, integration::JobKind>(),
      ExpectTwins<integration::v1::TransferableKind, integration::TransferableKind>(),
      ExpectTwins<integration::v1::JobStatus, integration::JobStatus>(),
  };
  // Those that only the wire has; the reasons of errors have a test of their own.
  const std::set<std::string> of_the_wire = {"pipewright.shared.v1.Access", "pipewright.shared.v1.ErrorReason",
                                             "pipewright.integration.v1.EventStart",
                                             "pipewright.sales.v1.DuplicateCheck", "pipewright.shared.v1.UpdateRule"};
  std::set<std::string> without_twin = AllEnums();
  CHECK(without_twin.size() >= twins.size());
  for (const auto& known : {twins, of_the_wire}) {
    for (const std::string& name : known) without_twin.erase(name);
  }
  CHECK(without_twin == std::set<std::string>());
}

}  // namespace
}  // namespace pipewright::server
