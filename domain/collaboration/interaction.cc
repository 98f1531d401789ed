#include "domain/collaboration/interaction.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "domain/collaboration/authorship.h"
#include "domain/shared/errors.h"
#include "domain/shared/field_changes.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/text.h"

namespace pipewright::collaboration {
namespace {

std::optional<Uuid> IdOf(const Participant& one) {
  if (one.user_id.has_value()) return one.user_id->uuid();
  return one.contact_id.has_value() ? std::optional(one.contact_id->uuid()) : std::nullopt;
}

// Whether both are the same member, contact or address; two names may be two people. A contact whose id is a member's
// counts as that: participants are found by their id alone.
bool IsSameOne(const Participant& one, const Participant& other) {
  return (IdOf(one).has_value() && IdOf(one) == IdOf(other)) || (one.email.has_value() && one.email == other.email);
}

void CheckParticipant(Participant& one, const std::string& path, Violations& violations) {
  violations.Take(absl::StrCat(path, ".name"), OptionalText(one.name, kMaxNameLength), &one.name);
  const bool stranger = !one.name.empty() || one.email.has_value();
  if (int{one.user_id.has_value()} + int{one.contact_id.has_value()} + int{stranger} == 1) return;
  violations.Add(path, "names a user_id, a contact_id, or somebody else's name or email: one of these");
}

absl::StatusOr<std::vector<Participant>> CheckParticipants(std::vector<Participant> participants) {
  if (participants.size() > InteractionState::kMaxParticipants) {
    return InvalidValue(absl::StrCat("has more than ", InteractionState::kMaxParticipants, " people"));
  }
  Violations violations;
  for (auto one = participants.begin(); one != participants.end(); ++one) {
    const std::string path = absl::StrCat("[", one - participants.begin(), "]");
    CheckParticipant(*one, path, violations);
    const auto same = [&](const Participant& other) { return IsSameOne(other, *one); };
    if (std::any_of(participants.begin(), one, same)) violations.Add(path, "names somebody a second time");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return participants;
}

// Which field left it about nothing: one that was cleared, or none that was ever given.
const char* LastSubject(const InteractionChanges& changes) {
  if (changes.contact_id.is_clear()) return "contact_id";
  if (changes.opportunity_id.is_clear()) return "opportunity_id";
  return changes.lead_id.is_clear() ? "lead_id" : "account_id";
}

// What Create and Edit have in common.
void Apply(const InteractionChanges& changes, InteractionState& state, Violations& violations) {
  ApplyRequiredText(changes.title, "title", kMaxTitleLength, violations, state.title);
  ApplyText(changes.content, "content", kMaxLongTextLength, violations, state.content);
  ApplyText(changes.outcome, "outcome", kMaxTitleLength, violations, state.outcome);
  changes.direction.ApplyTo(state.direction);
  changes.duration_seconds.ApplyTo(state.duration_seconds);
  CheckRange(state.duration_seconds, 0, InteractionState::kMaxDurationSeconds, "duration_seconds", violations);
  changes.account_id.ApplyTo(state.account_id);
  changes.contact_id.ApplyTo(state.contact_id);
  changes.opportunity_id.ApplyTo(state.opportunity_id);
  changes.lead_id.ApplyTo(state.lead_id);
  if (Interaction::SubjectsOf(state).empty()) {
    violations.Add(LastSubject(changes),
                   "is required, or another of account_id, contact_id, opportunity_id and lead_id");
  }
  ApplyChecked(changes.participants, "participants", CheckParticipants, violations, state.participants);
  changes.follow_up_time.ApplyTo(state.follow_up_time);
}

}  // namespace

absl::StatusOr<Interaction> Interaction::Create(InteractionId id, const UserId& author,
                                                const InteractionChanges& details, absl::Time now) {
  InteractionState state;
  state.id = id;
  state.created_by = author;
  state.start_time = now;
  Violations violations;
  TakeGiven(details.type, "type", violations, state.type);
  if (details.start_time.is_set()) state.start_time = details.start_time.value();
  Apply(details, state, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  Interaction interaction(std::move(state));
  interaction.Emit<"interaction.created">();
  return interaction;
}

bool Interaction::AllowsRead(const InteractionState& interaction, const UserId& user, Scope scope,
                             absl::Span<const UserId> unit) {
  return AllowsChange(interaction, user, scope, unit) ||
         std::any_of(interaction.participants.begin(), interaction.participants.end(),
                     [&](const Participant& participant) { return participant.user_id == user; });
}

bool Interaction::AllowsChange(const InteractionState& interaction, const UserId& user, Scope scope,
                               absl::Span<const UserId> unit) {
  return ReachesAuthor(interaction, user, scope, unit);
}

absl::Status Interaction::Edit(const InteractionChanges& changes) {
  InteractionState edited = state();
  Violations violations;
  if (changes.type.is_named()) TakeGiven(changes.type, "type", violations, edited.type);
  if (changes.start_time.is_named()) TakeGiven(changes.start_time, "start_time", violations, edited.start_time);
  if (edited.follow_up_task_id.has_value()) {
    CheckKept(changes.follow_up_time, edited.follow_up_time, "follow_up_time",
              absl::StrCat("has led to the task ", edited.follow_up_task_id->ToString(), ": change that one"),
              violations);
  }
  Apply(changes, edited, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  mutable_state() = std::move(edited);
  Emit<"interaction.updated">();
  return absl::OkStatus();
}

std::vector<Subject> Interaction::SubjectsOf(const InteractionState& interaction) {
  std::vector<Subject> subjects;
  const auto add = [&](const auto& id) {
    if (id.has_value()) subjects.push_back(Subject::Of(*id));
  };
  add(interaction.opportunity_id);
  add(interaction.lead_id);
  add(interaction.contact_id);
  add(interaction.account_id);
  return subjects;
}

void Interaction::FollowConversion(const LeadId& /*lead*/, const LeadConversionResult& result) {
  InteractionState& state = mutable_state();
  if (!state.account_id.has_value()) state.account_id = result.account_id;
  if (!state.contact_id.has_value()) state.contact_id = result.contact_id;
  if (!state.opportunity_id.has_value()) state.opportunity_id = result.opportunity_id;
  Emit<"interaction.updated">();
}

}  // namespace pipewright::collaboration
