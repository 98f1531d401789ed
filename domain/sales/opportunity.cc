#include "domain/sales/opportunity.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/sales/opportunity_edit.h"
#include "domain/shared/errors.h"
#include "domain/shared/field_changes.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/text.h"

namespace pipewright::sales {
namespace {

constexpr size_t kMaxLostReasonLength = 100;

std::string SubjectOf(const OpportunityState& state) { return absl::StrCat("opportunity/", state.id.ToString()); }

absl::Status CheckOpen(const OpportunityState& state) {
  if (state.status == OpportunityStatus::kOpen) return absl::OkStatus();
  return FailedPrecondition(Reason::kOpportunityClosed, SubjectOf(state),
                            absl::StrCat("the opportunity is ", NameOf(state.status), "; reopen it first"));
}

absl::Status CheckHasCome(const std::optional<absl::CivilDay>& close_date, const Moment& at) {
  if (!close_date.has_value() || *close_date <= at.today) return absl::OkStatus();
  return InvalidField("close_date", "is in the future: close the opportunity when the day has come");
}

absl::Status CheckAccount(const OpportunityState& state) {
  if (state.status != OpportunityStatus::kWon || state.account_id.has_value()) return absl::OkStatus();
  return FailedPrecondition(Reason::kAccountRequired, SubjectOf(state),
                            "a won opportunity has an account: set account_id");
}

absl::Status CheckLostReason(const OpportunityState& state) {
  if (state.status != OpportunityStatus::kLost || !state.lost_reason.empty()) return absl::OkStatus();
  ErrorDetails details;
  details.reason = Reason::kLostReasonRequired;
  details.fields.push_back({"lost_reason", "say why the opportunity was lost"});
  return MakeError(absl::StatusCode::kInvalidArgument, "lost_reason: say why the opportunity was lost", details);
}

OpportunityStatus StatusIn(StageKind kind) {
  switch (kind) {
    case StageKind::kWon:
      return OpportunityStatus::kWon;
    case StageKind::kLost:
      return OpportunityStatus::kLost;
    case StageKind::kOpen:
      break;
  }
  return OpportunityStatus::kOpen;
}

// An open stage of the pipeline, for a move or a reopening.
absl::StatusOr<const Stage*> FindOpen(const Pipeline& pipeline, const StageId& id) {
  ASSIGN_OR_RETURN(const Stage* const stage, pipeline.Find(id));
  if (stage->kind == StageKind::kOpen) return stage;
  return FailedPrecondition(
      Reason::kStageKindMismatch, absl::StrCat("stage/", id.ToString()),
      absl::StrCat("the stage ", stage->name, " is ", NameOf(stage->kind), ": win or lose the opportunity instead"));
}

// Days are of 24 hours: they count from the minute of the entry on.
std::optional<absl::Time> RotTimeIn(const Stage& stage, absl::Time entered) {
  if (stage.kind != StageKind::kOpen || !stage.rot_after_days.has_value()) return std::nullopt;
  return entered + absl::Hours(24) * *stage.rot_after_days;
}

// Puts `state` into `stage`, with what follows from it. What was set by hand survives only from open to open.
void Enter(const Stage& stage, const Moment& at, OpportunityState& state) {
  const bool keeps = state.status == OpportunityStatus::kOpen && stage.kind == StageKind::kOpen;
  state.stage_id = stage.id;
  state.stage_enter_time = at.now;
  state.rot_time = RotTimeIn(stage, at.now);
  state.status = StatusIn(stage.kind);
  if (stage.kind == StageKind::kOpen) state.base_amount.reset();
  state.stage_probability = stage.probability;
  if (!keeps || !state.manual_probability) {
    state.probability = stage.probability;
    state.manual_probability = false;
  }
  if (!keeps || !state.manual_forecast_category) {
    state.forecast_category = DefaultForecastCategory(stage.kind);
    state.manual_forecast_category = false;
  }
  RefreshExpectedRevenue(state);
}

StageChange ChangeBetween(const OpportunityState& before, const OpportunityState& after, const UserId& by) {
  return {before.stage_id, after.stage_id, after.stage_enter_time, by, after.amount};
}

void ApplyLoss(const Change<std::string>& reason, const Change<std::string>& text, OpportunityState& state,
               Violations& violations) {
  ApplyText(reason, "lost_reason", kMaxLostReasonLength, violations, state.lost_reason);
  ApplyText(text, "lost_reason_text", kMaxShortTextLength, violations, state.lost_reason_text);
}

// What `details` say about the end, in a stage of `kind`.
void ApplyEnd(const OpportunityChanges& details, StageKind kind, const Moment& at, OpportunityState& state,
              Violations& violations) {
  ApplyLoss(details.lost_reason, details.lost_reason_text, state, violations);
  if (kind == StageKind::kOpen && details.actual_close_date.is_set()) {
    violations.Add("actual_close_date", "an open opportunity has none; did you mean expected_close_date?");
  }
  if (kind != StageKind::kLost) {
    if (!state.lost_reason.empty()) violations.Add("lost_reason", "only a lost opportunity has one");
    if (!state.lost_reason_text.empty()) violations.Add("lost_reason_text", "only a lost opportunity has one");
  }
  if (kind != StageKind::kOpen) {
    state.actual_close_date = details.actual_close_date.is_set() ? details.actual_close_date.value() : at.today;
  }
}

// Everything that is wrong with fields; LOST_REASON_REQUIRED where it is only that.
absl::Status CheckFields(const OpportunityState& state, Violations violations) {
  absl::Status reason = CheckLostReason(state);
  if (violations.empty()) return reason;
  if (!Names(violations, "lost_reason")) violations.Note("", reason);
  return violations.ToStatus();
}

}  // namespace

absl::StatusOr<Opportunity> Opportunity::Open(OpportunityId id, std::string code, const OpportunityChanges& details,
                                              const Pipeline& pipeline, const Moment& at) {
  const Stage* stage = &pipeline.FirstOpenStage();
  if (details.stage_id.is_set()) {
    ASSIGN_OR_RETURN(stage, pipeline.Find(details.stage_id.value()));
  }
  OpportunityState state;
  state.id = id;
  state.code = std::move(code);
  state.pipeline_id = pipeline.state().id;
  state.owner_id = details.owner_id.is_set() ? details.owner_id.value() : at.by;
  Enter(*stage, at, state);
  Violations violations;
  const absl::Status refused = ApplyChanges(details, state, violations);
  ApplyEnd(details, stage->kind, at, state, violations);
  RETURN_IF_ERROR(CheckFields(state, std::move(violations)));
  RETURN_IF_ERROR(refused);
  RETURN_IF_ERROR(CheckAccount(state));
  RETURN_IF_ERROR(CheckRequiredFields(*stage, state));
  StageChange first{std::nullopt, state.stage_id, at.now, at.by, state.amount};
  Opportunity opportunity(std::move(state));
  opportunity.Emit(OpportunityCreated{std::move(first)});
  return opportunity;
}

std::vector<UserId> Opportunity::OwnersOf(const OpportunityState& state) {
  std::vector<UserId> owners = {state.owner_id};
  for (const TeamMember& member : state.team) owners.push_back(member.user_id);
  return owners;
}

absl::Status Opportunity::Edit(const OpportunityChanges& changes) {
  Violations violations;
  CheckSettledFields(changes, state(), violations);
  OpportunityState edited = state();
  const absl::Status refused = ApplyChanges(changes, edited, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  RETURN_IF_ERROR(refused);
  RETURN_IF_ERROR(CheckAccount(edited));
  if (edited.amount != state().amount) edited.base_amount.reset();
  mutable_state() = std::move(edited);
  Emit<"opportunity.updated">();
  return absl::OkStatus();
}

absl::Status Opportunity::MoveStage(const Pipeline& pipeline, const StageId& stage_id, const Moment& at) {
  RETURN_IF_ERROR(CheckOpen(state()));
  ASSIGN_OR_RETURN(const Stage* const stage, FindOpen(pipeline, stage_id));
  if (stage->id == state().stage_id) return InvalidField("stage_id", "is the stage that the opportunity is in");
  RETURN_IF_ERROR(CheckRequiredFields(*stage, state()));
  OpportunityState moved = state();
  Enter(*stage, at, moved);
  Emit(OpportunityStageChanged{ChangeBetween(state(), moved, at.by)});
  mutable_state() = std::move(moved);
  return absl::OkStatus();
}

absl::Status Opportunity::MovePipeline(const Pipeline& to, const std::optional<StageId>& stage_id, const Moment& at) {
  RETURN_IF_ERROR(CheckOpen(state()));
  if (to.state().id == state().pipeline_id) {
    return InvalidField("pipeline_id", "is the pipeline that the opportunity is in");
  }
  ASSIGN_OR_RETURN(const Stage* const stage, FindOpen(to, stage_id.value_or(to.FirstOpenStage().id)));
  RETURN_IF_ERROR(CheckRequiredFields(*stage, state()));
  OpportunityState moved = state();
  moved.pipeline_id = to.state().id;
  Enter(*stage, at, moved);
  Emit(OpportunityPipelineChanged{ChangeBetween(state(), moved, at.by)});
  mutable_state() = std::move(moved);
  return absl::OkStatus();
}

absl::Status Opportunity::Win(const Pipeline& pipeline, const std::optional<absl::CivilDay>& close_date,
                              const Moment& at) {
  RETURN_IF_ERROR(CheckOpen(state()));
  RETURN_IF_ERROR(CheckHasCome(close_date, at));
  OpportunityState won = state();
  Enter(pipeline.WonStage(), at, won);
  won.actual_close_date = close_date.value_or(at.today);
  RETURN_IF_ERROR(CheckAccount(won));
  RETURN_IF_ERROR(CheckRequiredFields(pipeline.WonStage(), won));
  Emit(OpportunityWon{ChangeBetween(state(), won, at.by)});
  mutable_state() = std::move(won);
  return absl::OkStatus();
}

absl::Status Opportunity::Lose(const Pipeline& pipeline, const Loss& loss, const Moment& at) {
  RETURN_IF_ERROR(CheckOpen(state()));
  RETURN_IF_ERROR(CheckHasCome(loss.close_date, at));
  OpportunityState lost = state();
  OpportunityChanges named;
  named.competitor = loss.competitor;
  Violations violations;
  const absl::Status refused = ApplyChanges(named, lost, violations);
  ApplyLoss(Change<std::string>::Set(loss.reason), Change<std::string>::Set(loss.text), lost, violations);
  Enter(pipeline.LostStage(), at, lost);
  lost.actual_close_date = loss.close_date.value_or(at.today);
  RETURN_IF_ERROR(CheckFields(lost, std::move(violations)));
  RETURN_IF_ERROR(refused);
  RETURN_IF_ERROR(CheckRequiredFields(pipeline.LostStage(), lost));
  Emit(OpportunityLost{ChangeBetween(state(), lost, at.by)});
  mutable_state() = std::move(lost);
  return absl::OkStatus();
}

absl::Status Opportunity::Reopen(const Pipeline& pipeline, const StageId& stage_id, const Moment& at) {
  if (state().status == OpportunityStatus::kOpen) {
    return FailedPrecondition(Reason::kOpportunityNotClosed, SubjectOf(state()), "the opportunity is open");
  }
  ASSIGN_OR_RETURN(const Stage* const stage, FindOpen(pipeline, stage_id));
  RETURN_IF_ERROR(CheckRequiredFields(*stage, state()));
  OpportunityState reopened = state();
  Enter(*stage, at, reopened);
  reopened.actual_close_date.reset();
  reopened.lost_reason.clear();
  reopened.lost_reason_text.clear();
  Emit(OpportunityReopened{ChangeBetween(state(), reopened, at.by)});
  mutable_state() = std::move(reopened);
  return absl::OkStatus();
}

absl::Status Opportunity::Reassign(const UserId& owner) {
  if (owner == state().owner_id) return InvalidField("owner_id", "is the owner already");
  Emit(OpportunityReassigned{state().owner_id, owner});
  mutable_state().owner_id = owner;
  return absl::OkStatus();
}

absl::Status Opportunity::LeaveRemovedStage(const Stage& to, const Moment& at) {
  if (!state().delete_time.has_value()) RETURN_IF_ERROR(CheckRequiredFields(to, state()));
  OpportunityState moved = state();
  Enter(to, at, moved);
  Emit(OpportunityStageChanged{ChangeBetween(state(), moved, at.by)});
  mutable_state() = std::move(moved);
  return absl::OkStatus();
}

void Opportunity::KeepBaseAmount(const Currency& base, const std::optional<Rate>& rate) {
  if (state().status == OpportunityStatus::kOpen) return;
  std::optional<Money>& kept = mutable_state().base_amount;
  kept.reset();
  if (!state().amount.has_value()) return;
  if (state().amount->currency() == base) {
    kept = state().amount;
  } else if (rate.has_value()) {
    if (absl::StatusOr<Money> worth = state().amount->Converted(base, *rate); worth.ok()) kept = *std::move(worth);
  }
}

void Opportunity::FollowRotDays(const Stage& stage) {
  mutable_state().rot_time = RotTimeIn(stage, state().stage_enter_time);
  Emit<"opportunity.updated">();
}

}  // namespace pipewright::sales
