// An engagement: an account uses an offering, will use it, or has used it.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "domain/catalog/engagement_kinds.h"
#include "domain/shared/aggregate.h"
#include "domain/shared/change.h"
#include "domain/shared/custom_fields.h"
#include "domain/shared/money.h"
#include "domain/shared/record_kind.h"

namespace pipewright::catalog {

using EngagementEvent =
    std::variant<EventNamed<"engagement.created">, EventNamed<"engagement.updated">, EventNamed<"engagement.paused">,
                 EventNamed<"engagement.resumed">, EventNamed<"engagement.ended">, EventNamed<"engagement.deleted">,
                 EventNamed<"engagement.undeleted">>;

struct EngagementState : Record {
  EngagementId id;
  AccountId account_id;
  OfferingId offering_id;
  EngagementStatus status = EngagementStatus::kActive;
  std::optional<absl::CivilDay> start_date;
  std::optional<absl::CivilDay> end_date;  // not before start_date; an ended one has it, of the others it is planned
  std::optional<Money> value;              // not negative
  std::string description;
  std::optional<UserId> owner_id;
  std::optional<OpportunityId> opportunity_id;  // the one that it came from
  std::vector<std::string> tags;
  CustomFields custom_fields;
};

// The fields that a caller may set, as an update names them. A creation is the same with everything absent at first.
struct EngagementChanges {
  Change<AccountId> account_id;
  Change<OfferingId> offering_id;
  Change<EngagementStatus> status;  // decided at creation, ACTIVE when not said; an edit may only repeat it
  Change<absl::CivilDay> start_date;
  Change<absl::CivilDay> end_date;
  Change<Money> value;
  Change<std::string> description;
  Change<UserId> owner_id;
  Change<OpportunityId> opportunity_id;
  Change<std::vector<std::string>> tags;
  Change<CustomFields> custom_fields;  // already of the types that their definitions want
};

class EngagementRepository;

class Engagement : public Aggregate<Engagement, EngagementState, EngagementEvent> {
 public:
  static constexpr absl::string_view kResource = "engagement";
  using OwnRepository = EngagementRepository;

  // A new engagement; one that is ENDED and names no end_date ended `today`. kInvalidArgument names each field that is
  // wrong; `details.account_id` and `details.offering_id` must be set. Whether the offering is sold is for the caller
  // to check.
  static absl::StatusOr<Engagement> Create(EngagementId id, const EngagementChanges& details, absl::CivilDay today);
  static Engagement Restore(EngagementState state) { return Engagement(std::move(state)); }
  static std::vector<UserId> OwnersOf(const EngagementState& state);

  // Applies the named changes, or none of them when one is wrong.
  absl::Status Edit(const EngagementChanges& changes);

  // The ways of its status; each kFailedPrecondition/INVALID_ENGAGEMENT_STATE from any other than those named.
  absl::Status Pause();   // from ACTIVE to PAUSED
  absl::Status Resume();  // from PAUSED to ACTIVE
  // From ACTIVE or PAUSED to ENDED. Without `end_date` it ended `today`, or on its start_date when that is later.
  // kInvalidArgument when `end_date` is before the start_date.
  absl::Status End(const std::optional<absl::CivilDay>& end_date, absl::CivilDay today);

 private:
  using Aggregate::Aggregate;
};

}  // namespace pipewright::catalog
