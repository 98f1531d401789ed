#include "domain/sales/opportunity_edit.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "domain/shared/amounts.h"
#include "domain/shared/errors.h"
#include "domain/shared/field_changes.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/text.h"

namespace pipewright::sales {
namespace {

constexpr size_t kMaxCompetitorLength = 200;

void ApplyFields(const OpportunityChanges& changes, OpportunityState& state, Violations& violations) {
  ApplyRequiredText(changes.title, "title", kMaxTitleLength, violations, state.title);
  ApplyText(changes.description, "description", kMaxLongTextLength, violations, state.description);
  ApplyText(changes.competitor, "competitor", kMaxCompetitorLength, violations, state.competitor);
  ApplyChecked(changes.competitors, "competitors", TextSet, violations, state.competitors);
  ApplyText(changes.next_step, "next_step", kMaxShortTextLength, violations, state.next_step);
  ApplyChecked(changes.team, "team", CheckTeam, violations, state.team);
  ApplyChecked(changes.contact_roles, "contact_roles", CheckContactRoles, violations, state.contact_roles);
  ApplyChecked(changes.line_items, "line_items", CheckLineItems, violations, state.line_items);
  ApplyChecked(changes.tags, "tags", Tags, violations, state.tags);
  changes.account_id.ApplyTo(state.account_id);
  changes.primary_contact_id.ApplyTo(state.primary_contact_id);
  changes.open_date.ApplyTo(state.open_date);
  changes.expected_close_date.ApplyTo(state.expected_close_date);
  changes.source.ApplyTo(state.source);
  changes.custom_fields.ApplyTo(state.custom_fields);
  changes.business_unit_id.ApplyTo(state.business_unit_id);
  ApplyOr(changes.priority, OpportunityPriority::kMedium, state.priority);
  CheckAmount(changes.amount, state.amount, "amount", violations);
}

// With line items the amount is theirs; a caller that names it must know that.
absl::Status ApplyAmount(const OpportunityChanges& changes, OpportunityState& state, Violations& violations) {
  if (Names(violations, "line_items")) return absl::OkStatus();  // no telling what it is to be
  if (state.line_items.empty()) {
    changes.amount.ApplyTo(state.amount);
    return absl::OkStatus();
  }
  const std::optional<Money> present = state.amount;
  const absl::StatusOr<std::optional<Money>> total = TotalOf(state.line_items);
  if (total.status().code() == absl::StatusCode::kInvalidArgument) {
    violations.Note("line_items", total.status());
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(total.status());
  state.amount = *total;
  if (changes.line_items.is_set() && state.amount != present && !CheckGiven(*state.amount).ok()) {
    violations.Add("line_items", absl::StrCat("are worth ", state.amount->ToString(),
                                              ", and an amount must be at most 100,000,000,000,000"));
    return absl::OkStatus();
  }
  if (changes.amount.is_set() && changes.amount.value().currency() != state.amount->currency()) {
    return FailedPrecondition(
        Reason::kCurrencyMismatch, "amount",
        absl::StrCat("the amount is in ", changes.amount.value().currency().code(), " and the line items are in ",
                     state.amount->currency().code(), ": an opportunity has one currency"));
  }
  const bool agrees =
      !changes.amount.is_named() ||
      (changes.amount.is_set() && (changes.amount.value() == *state.amount || changes.amount.value() == present));
  if (!agrees && !Names(violations, "amount")) {
    violations.Add("amount", absl::StrCat("is the total of the line items, ", state.amount->ToString(),
                                          ": leave it out or change them"));
  }
  return absl::OkStatus();
}

absl::Status Closed(const OpportunityState& state, absl::string_view field) {
  return FailedPrecondition(
      Reason::kOpportunityClosed, absl::StrCat("opportunity/", state.id.ToString()),
      absl::StrCat("the opportunity is ", NameOf(state.status), ", which decides its ", field, "; reopen it first"));
}

absl::Status ApplyProbability(const Change<Probability>& change, OpportunityState& state) {
  if (change.is_set() && change.value() != state.probability) {
    if (state.status != OpportunityStatus::kOpen) return Closed(state, "probability");
    state.probability = change.value();
    state.manual_probability = true;
  } else if (change.is_clear()) {
    state.probability = state.stage_probability;
    state.manual_probability = false;
  }
  return absl::OkStatus();
}

absl::Status ApplyForecastCategory(const Change<ForecastCategory>& change, OpportunityState& state,
                                   Violations& violations) {
  if (change.is_set() && change.value() != state.forecast_category) {
    if (state.status != OpportunityStatus::kOpen) return Closed(state, "forecast category");
    if (change.value() == ForecastCategory::kClosed) {
      violations.Add("forecast_category", "CLOSED is for won opportunities only");
      return absl::OkStatus();
    }
    state.forecast_category = change.value();
    state.manual_forecast_category = true;
  } else if (change.is_clear() && state.manual_forecast_category) {
    state.forecast_category = ForecastCategory::kPipeline;
    state.manual_forecast_category = false;
  }
  return absl::OkStatus();
}

bool IsMissing(StageRequirement field, const OpportunityState& state) {
  switch (field) {
    case StageRequirement::kAccount:
      return !state.account_id.has_value();
    case StageRequirement::kPrimaryContact:
      return !state.primary_contact_id.has_value();
    case StageRequirement::kAmount:
      return !state.amount.has_value();
    case StageRequirement::kExpectedCloseDate:
      return !state.expected_close_date.has_value();
    case StageRequirement::kNextStep:
      return state.next_step.empty();
    case StageRequirement::kDescription:
      return state.description.empty();
    case StageRequirement::kSource:
      return !state.source.has_value();
    case StageRequirement::kCompetitor:
      return state.competitor.empty();
    case StageRequirement::kLineItems:
      return state.line_items.empty();
  }
  return false;
}

}  // namespace

bool Names(const Violations& violations, absl::string_view field) {
  const std::vector<FieldViolation> fields = DetailsOf(violations.ToStatus()).fields;
  return std::any_of(fields.begin(), fields.end(), [&](const FieldViolation& violation) {
    absl::string_view rest = violation.field;
    return absl::ConsumePrefix(&rest, field) && (rest.empty() || rest[0] == '.' || rest[0] == '[');
  });
}

absl::Status ApplyChanges(const OpportunityChanges& changes, OpportunityState& state, Violations& violations) {
  ApplyFields(changes, state, violations);
  absl::Status refused = ApplyAmount(changes, state, violations);
  refused.Update(ApplyProbability(changes.probability, state));
  refused.Update(ApplyForecastCategory(changes.forecast_category, state, violations));
  RefreshExpectedRevenue(state);
  return refused;
}

void CheckSettledFields(const OpportunityChanges& changes, const OpportunityState& state, Violations& violations) {
  CheckKept(changes.pipeline_id, state.pipeline_id, "pipeline_id", "is changed by moving to another pipeline",
            violations);
  CheckKept(changes.stage_id, state.stage_id, "stage_id", "is changed by moving, winning, losing or reopening",
            violations);
  CheckKept(changes.actual_close_date, state.actual_close_date, "actual_close_date", "is set by winning or losing",
            violations);
  CheckKept(changes.lost_reason, state.lost_reason, "lost_reason", "is set by losing", violations);
  CheckKept(changes.lost_reason_text, state.lost_reason_text, "lost_reason_text", "is set by losing", violations);
  CheckKept(changes.owner_id, state.owner_id, "owner_id", "is changed by reassigning", violations);
}

ForecastCategory DefaultForecastCategory(StageKind kind) {
  switch (kind) {
    case StageKind::kWon:
      return ForecastCategory::kClosed;
    case StageKind::kLost:
      return ForecastCategory::kOmitted;
    case StageKind::kOpen:
      break;
  }
  return ForecastCategory::kPipeline;
}

void RefreshExpectedRevenue(OpportunityState& state) {
  state.expected_revenue.reset();
  if (state.amount.has_value()) state.expected_revenue = state.amount->Share(state.probability);
}

absl::Status CheckRequiredFields(const Stage& stage, const OpportunityState& state) {
  std::vector<std::string> missing;
  for (const StageRequirement field : stage.required_fields) {
    if (IsMissing(field, state)) missing.push_back(absl::AsciiStrToLower(NameOf(field)));
  }
  if (missing.empty()) return absl::OkStatus();
  ErrorDetails details;
  details.reason = Reason::kStageFieldsMissing;
  for (const std::string& field : missing) {
    details.preconditions.push_back({std::string(ReasonName(details.reason)), field,
                                     absl::StrCat(field, " must be filled to enter the stage ", stage.name)});
  }
  details.metadata["fields"] = absl::StrJoin(missing, ",");
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   absl::StrCat("to enter the stage ", stage.name, " fill first: ", absl::StrJoin(missing, ", ")),
                   details);
}

}  // namespace pipewright::sales
