#include "domain/catalog/engagement.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/field_changes.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/text.h"

namespace pipewright::catalog {
namespace {

constexpr char kEndsTooEarly[] = "must not be before start_date";

// A reference that is never missing.
template <class IdType>
void ApplyRequiredId(const Change<IdType>& change, absl::string_view field, Violations& violations, IdType& out) {
  if (change.is_set()) out = change.value();
  if (change.is_clear() || out.is_nil()) violations.Add(field, "is required");
}

bool EndsTooEarly(const EngagementState& state) {
  return state.start_date.has_value() && state.end_date.has_value() && *state.end_date < *state.start_date;
}

// Applies `changes` (but for the status) to `state`.
void Apply(const EngagementChanges& changes, EngagementState& state, Violations& violations) {
  ApplyRequiredId(changes.account_id, "account_id", violations, state.account_id);
  ApplyRequiredId(changes.offering_id, "offering_id", violations, state.offering_id);
  changes.start_date.ApplyTo(state.start_date);
  changes.end_date.ApplyTo(state.end_date);
  CheckAmount(changes.value, state.value, "value", violations);
  changes.value.ApplyTo(state.value);
  ApplyText(changes.description, "description", kMaxLongTextLength, violations, state.description);
  changes.owner_id.ApplyTo(state.owner_id);
  changes.opportunity_id.ApplyTo(state.opportunity_id);
  ApplyChecked(changes.tags, "tags", Tags, violations, state.tags);
  changes.custom_fields.ApplyTo(state.custom_fields);
}

// Today, or the day on which it was to begin when that hasn't come yet.
absl::CivilDay EarliestEnd(const EngagementState& state, absl::CivilDay today) {
  return std::max(today, state.start_date.value_or(today));
}

absl::Status WrongStatus(const EngagementState& state, absl::string_view why) {
  return FailedPrecondition(Reason::kInvalidEngagementState, state.id.ToString(),
                            absl::StrCat("the engagement is ", NameOf(state.status), why));
}

}  // namespace

absl::StatusOr<Engagement> Engagement::Create(EngagementId id, const EngagementChanges& details, absl::CivilDay today) {
  EngagementState state;
  state.id = id;
  if (details.status.is_set()) state.status = details.status.value();
  Violations violations;
  Apply(details, state, violations);
  if (state.status == EngagementStatus::kEnded && !state.end_date.has_value()) {
    state.end_date = EarliestEnd(state, today);
  }
  if (EndsTooEarly(state)) violations.Add("end_date", kEndsTooEarly);
  RETURN_IF_ERROR(violations.ToStatus());
  Engagement engagement(std::move(state));
  engagement.Emit<"engagement.created">();
  return engagement;
}

std::vector<UserId> Engagement::OwnersOf(const EngagementState& state) {
  if (!state.owner_id.has_value()) return {};
  return {*state.owner_id};
}

absl::Status Engagement::Edit(const EngagementChanges& changes) {
  EngagementState edited = state();
  Violations violations;
  Apply(changes, edited, violations);
  CheckKept(changes.status, std::optional(edited.status), "status",
            "is changed by PauseEngagement, ResumeEngagement and EndEngagement, not by an update", violations);
  if (edited.status == EngagementStatus::kEnded && !edited.end_date.has_value()) {
    violations.Add("end_date", "can't be cleared: the engagement is ENDED");
  }
  if (EndsTooEarly(edited)) violations.Add("end_date", kEndsTooEarly);
  RETURN_IF_ERROR(violations.ToStatus());
  mutable_state() = std::move(edited);
  Emit<"engagement.updated">();
  return absl::OkStatus();
}

absl::Status Engagement::Pause() {
  if (state().status != EngagementStatus::kActive) return WrongStatus(state(), "; only an ACTIVE one is paused");
  mutable_state().status = EngagementStatus::kPaused;
  Emit<"engagement.paused">();
  return absl::OkStatus();
}

absl::Status Engagement::Resume() {
  if (state().status != EngagementStatus::kPaused) return WrongStatus(state(), "; only a PAUSED one is resumed");
  mutable_state().status = EngagementStatus::kActive;
  Emit<"engagement.resumed">();
  return absl::OkStatus();
}

absl::Status Engagement::End(const std::optional<absl::CivilDay>& end_date, absl::CivilDay today) {
  if (state().status == EngagementStatus::kEnded) return WrongStatus(state(), " already");
  EngagementState ended = state();
  ended.status = EngagementStatus::kEnded;
  ended.end_date = end_date.value_or(EarliestEnd(ended, today));
  if (EndsTooEarly(ended)) return InvalidField("end_date", kEndsTooEarly);
  mutable_state() = std::move(ended);
  Emit<"engagement.ended">();
  return absl::OkStatus();
}

}  // namespace pipewright::catalog
