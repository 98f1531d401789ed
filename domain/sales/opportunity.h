// An opportunity: a possible sale on its way through a pipeline, until it is won or lost.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "domain/sales/lead_source.h"
#include "domain/sales/line_item.h"
#include "domain/sales/opportunity_events.h"
#include "domain/sales/opportunity_kinds.h"
#include "domain/sales/opportunity_team.h"
#include "domain/sales/pipeline.h"
#include "domain/shared/aggregate.h"
#include "domain/shared/change.h"
#include "domain/shared/custom_fields.h"
#include "domain/shared/id.h"
#include "domain/shared/money.h"
#include "domain/shared/record_kind.h"

namespace pipewright::sales {

struct OpportunityState : Record {
  OpportunityId id;
  std::string code;  // unique in the tenant, "OPP-000123"; given at creation, never changed
  std::string title;
  std::string description;
  std::optional<AccountId> account_id;  // a won one has it
  std::optional<ContactId> primary_contact_id;
  PipelineId pipeline_id;
  StageId stage_id;
  absl::Time stage_enter_time = absl::UnixEpoch();
  std::optional<absl::Time> rot_time;  // when it goes stale in its stage; absent: never, or it is closed
  OpportunityStatus status = OpportunityStatus::kOpen;
  std::optional<Money> amount;            // not negative; the total of the line items when there are any
  Probability probability;                // the stage's, unless set by hand
  Probability stage_probability;          // what the stage had when it was entered
  bool manual_probability = false;        // probability was set by hand and outlives moves between open stages
  std::optional<Money> expected_revenue;  // amount × probability
  // What the amount was worth in the tenant's base currency when it was closed; absent while open, and where no rate
  // was known.
  std::optional<Money> base_amount;
  ForecastCategory forecast_category = ForecastCategory::kPipeline;
  bool manual_forecast_category = false;    // the same for the forecast category
  std::optional<absl::CivilDay> open_date;  // when the selling began, where that is known
  std::optional<absl::CivilDay> expected_close_date;
  std::optional<absl::CivilDay> actual_close_date;  // present exactly when won or lost
  std::string lost_reason;                          // a name of the tenant's list, if any; present exactly when lost
  std::string lost_reason_text;
  std::string competitor;                // of a lost one: the one it was lost to
  std::vector<std::string> competitors;  // all that are in the game; with the limits of tags
  std::optional<LeadSource> source;
  OpportunityPriority priority = OpportunityPriority::kMedium;
  std::string next_step;
  UserId owner_id;
  std::vector<TeamMember> team;
  std::vector<ContactRole> contact_roles;
  std::vector<LineItem> line_items;
  std::vector<std::string> tags;
  CustomFields custom_fields;
  std::optional<BusinessUnitId> business_unit_id;
};

// Whether it is open and has been in its stage for longer than the stage allows.
inline bool IsRotting(const OpportunityState& opportunity, absl::Time now) {
  return opportunity.rot_time.has_value() && *opportunity.rot_time <= now;
}

// The fields that a caller may set, as an update names them. The last group is decided at creation; afterwards its
// fields change by methods of their own, and an edit may only repeat their present values.
struct OpportunityChanges {
  Change<std::string> title;
  Change<std::string> description;
  Change<AccountId> account_id;
  Change<ContactId> primary_contact_id;
  Change<Money> amount;
  Change<Probability> probability;             // Clear: the stage's again
  Change<ForecastCategory> forecast_category;  // Clear: the default again
  Change<absl::CivilDay> open_date;
  Change<absl::CivilDay> expected_close_date;
  Change<std::string> competitor;
  Change<std::vector<std::string>> competitors;
  Change<LeadSource> source;
  Change<OpportunityPriority> priority;  // Clear: MEDIUM
  Change<std::string> next_step;
  Change<std::vector<TeamMember>> team;
  Change<std::vector<ContactRole>> contact_roles;
  Change<std::vector<LineItem>> line_items;
  Change<std::vector<std::string>> tags;
  Change<CustomFields> custom_fields;  // already of the types that their definitions want
  Change<BusinessUnitId> business_unit_id;

  Change<PipelineId> pipeline_id;
  Change<StageId> stage_id;
  Change<absl::CivilDay> actual_close_date;
  Change<std::string> lost_reason;
  Change<std::string> lost_reason_text;
  Change<UserId> owner_id;
};

// Who does something, when, and which day that is in the tenant's time zone.
struct Moment {
  UserId by;
  absl::Time now;
  absl::CivilDay today;
};

class OpportunityRepository;

// Every method either does all that it says or leaves the opportunity as it was. `pipeline` is always the one that the
// opportunity is in. "Required fields" are those that a stage wants filled before it is entered:
// kFailedPrecondition/STAGE_FIELDS_MISSING names all that are empty.
class Opportunity : public Aggregate<Opportunity, OpportunityState, OpportunityEvent> {
 public:
  static constexpr absl::string_view kResource = "opportunity";
  using OwnRepository = OpportunityRepository;

  // A new opportunity in `details.stage_id`, which may be of any kind so that history can be imported, or in the first
  // open stage. Title needed; the owner is `at.by` unless named. A closed one gets actual_close_date (today unless
  // named); a won one needs an account, a lost one a reason, and an open one has neither close date nor reason.
  // kInvalidArgument with every wrong field; ACCOUNT_REQUIRED, LOST_REASON_REQUIRED, STAGE_NOT_IN_PIPELINE.
  static absl::StatusOr<Opportunity> Open(OpportunityId id, std::string code, const OpportunityChanges& details,
                                          const Pipeline& pipeline, const Moment& at);
  static Opportunity Restore(OpportunityState state) { return Opportunity(std::move(state)); }
  // The owner and the team, who work on it; and whose it is to delete or to give to somebody else.
  static std::vector<UserId> OwnersOf(const OpportunityState& state);
  static std::vector<UserId> HoldersOf(const OpportunityState& state) { return {state.owner_id}; }

  // Applies the named changes, or none. With another amount a closed one's base amount goes, for KeepBaseAmount to say.
  // A probability or forecast category that differs from the present one counts as set by hand; only an open
  // opportunity takes one (OPPORTUNITY_CLOSED). An amount that is named must agree with the line items, all amounts are
  // in one currency (CURRENCY_MISMATCH), and a won one keeps an account (ACCOUNT_REQUIRED).
  absl::Status Edit(const OpportunityChanges& changes);

  // To another open stage of the pipeline. The stage's probability and the default forecast category come with it,
  // except where they were set by hand. kFailedPrecondition: OPPORTUNITY_CLOSED, STAGE_NOT_IN_PIPELINE,
  // STAGE_KIND_MISMATCH (Win and Lose lead to the closed stages), STAGE_FIELDS_MISSING.
  absl::Status MoveStage(const Pipeline& pipeline, const StageId& stage, const Moment& at);

  // To an open stage of another pipeline, the first one unless named; otherwise as MoveStage. kInvalidArgument when
  // `to` is the pipeline that it is in.
  absl::Status MovePipeline(const Pipeline& to, const std::optional<StageId>& stage, const Moment& at);

  // To the WON stage, at 100 % and CLOSED in the forecast. Needs an account. `close_date`: today unless given; no later
  // day.
  absl::Status Win(const Pipeline& pipeline, const std::optional<absl::CivilDay>& close_date, const Moment& at);

  // To the LOST stage, at 0 % and OMITTED from the forecast. `reason` must not be empty.
  struct Loss {
    std::string reason;
    std::string text;
    Change<std::string> competitor;
    std::optional<absl::CivilDay> close_date;  // no later day than today
  };
  absl::Status Lose(const Pipeline& pipeline, const Loss& loss, const Moment& at);

  // Back to an open stage: close date and lost reason go, probability and forecast category are the stage's.
  // kFailedPrecondition/OPPORTUNITY_NOT_CLOSED.
  absl::Status Reopen(const Pipeline& pipeline, const StageId& stage, const Moment& at);

  // To another owner. kInvalidArgument when it is theirs already.
  absl::Status Reassign(const UserId& owner);

  // Out of a stage that is being removed: a move for soft-deleted ones too, which nobody could fill required fields of,
  // so none is asked of them.
  absl::Status LeaveRemovedStage(const Stage& to, const Moment& at);

  // Keeps what the amount is worth in `base`, of which `rate` is one unit of the amount's currency on the day of the
  // close; none where no rate is known, or where it would be more than an amount can be. For what is open it changes
  // nothing. Follows a change that tells itself.
  void KeepBaseAmount(const Currency& base, const std::optional<Rate>& rate);

  // Its stage may be stayed in for another number of days: rot_time follows.
  void FollowRotDays(const Stage& stage);

 private:
  using Aggregate::Aggregate;
};

}  // namespace pipewright::sales
