// Strongly typed record ids: an AccountId can't be passed where a ContactId is meant.
#pragma once

#include <compare>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/uuid.h"

namespace pipewright {

template <RecordKind kRecord>
struct RecordTag;

template <class Tag>
class Id {
 public:
  // The nil id: "none yet". Optional references are std::optional<Id>, never a nil id.
  constexpr Id() = default;
  constexpr explicit Id(Uuid uuid) : uuid_(uuid) {}

  static absl::StatusOr<Id> Parse(absl::string_view text) {
    auto uuid = Uuid::Parse(text);
    if (!uuid.ok()) return uuid.status();
    return Id(*uuid);
  }

  const Uuid& uuid() const { return uuid_; }
  std::string ToString() const { return uuid_.ToString(); }
  bool is_nil() const { return uuid_.is_nil(); }

  friend auto operator<=>(const Id&, const Id&) = default;  // NOLINT(modernize-use-nullptr): a defect of the check

  template <typename H>
  friend H AbslHashValue(H h, const Id& id) {
    return H::combine(std::move(h), id.uuid_);
  }

 private:
  Uuid uuid_;
};

// The id of a kind of record that others refer to knows which kind that is.
template <RecordKind kRecord>
using RecordId = Id<RecordTag<kRecord>>;

template <RecordKind kRecord>
constexpr RecordKind KindOf(const RecordId<kRecord>&) {
  return kRecord;
}

// The ids that several contexts refer to. A context's domain includes these, never another context's aggregates.
using TenantId = Id<struct TenantTag>;
using UserId = RecordId<RecordKind::kUser>;
using MembershipId = Id<struct MembershipTag>;
using AccountId = RecordId<RecordKind::kAccount>;
using ContactId = RecordId<RecordKind::kContact>;
using LeadId = RecordId<RecordKind::kLead>;
using CampaignId = Id<struct CampaignTag>;
using AssignmentRuleId = Id<struct AssignmentRuleTag>;
using PipelineId = RecordId<RecordKind::kPipeline>;
using StageId = Id<struct StageTag>;
using OpportunityId = RecordId<RecordKind::kOpportunity>;
using LostReasonId = RecordId<RecordKind::kLostReason>;
using ExchangeRateId = RecordId<RecordKind::kExchangeRate>;
using TaskId = RecordId<RecordKind::kTask>;
using VendorId = RecordId<RecordKind::kVendor>;
using CodeSeriesId = Id<struct CodeSeriesTag>;
using OfferingId = RecordId<RecordKind::kOffering>;
using EngagementId = RecordId<RecordKind::kEngagement>;
using CustomFieldDefinitionId = RecordId<RecordKind::kCustomFieldDefinition>;
using BusinessUnitId = RecordId<RecordKind::kBusinessUnit>;

}  // namespace pipewright
