#include "domain/collaboration/note.h"

#include <algorithm>

#include "domain/collaboration/authorship.h"
#include "domain/collaboration/mentions.h"
#include "domain/shared/errors.h"
#include "domain/shared/field_changes.h"
#include "domain/shared/status_macros.h"
#include "domain/shared/text.h"

namespace pipewright::collaboration {
namespace {

// What Create and Edit have in common.
void Apply(const NoteChanges& changes, NoteState& state, Violations& violations) {
  ApplyRequiredText(changes.text, "text", kMaxLongTextLength, violations, state.text);
  if (changes.text.is_set()) violations.Take("text", MentionsIn(state.text), &state.mentions);
  ApplyOr(changes.pinned, false, state.pinned);
  if (changes.subject.is_set()) state.subject = changes.subject.value();
  if (changes.subject.is_clear() || !state.subject.has_value()) violations.Add("subject", "is required");
}

}  // namespace

absl::StatusOr<Note> Note::Create(NoteId id, const UserId& author, const NoteChanges& details) {
  NoteState state;
  state.id = id;
  state.created_by = author;
  Violations violations;
  Apply(details, state, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  Note note(std::move(state));
  note.Emit<"note.created">();
  return note;
}

bool Note::AllowsRead(const NoteState& note, const UserId& user, Scope scope, absl::Span<const UserId> unit) {
  return AllowsChange(note, user, scope, unit) ||
         std::find(note.mentions.begin(), note.mentions.end(), user) != note.mentions.end();
}

bool Note::AllowsChange(const NoteState& note, const UserId& user, Scope scope, absl::Span<const UserId> unit) {
  return ReachesAuthor(note, user, scope, unit);
}

absl::Status Note::Edit(const NoteChanges& changes) {
  NoteState edited = state();
  Violations violations;
  Apply(changes, edited, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  mutable_state() = std::move(edited);
  Emit<"note.updated">();
  return absl::OkStatus();
}

void Note::FollowConversion(const LeadId& lead, const LeadConversionResult& result) {
  mutable_state().subject = result.subject();
  mutable_state().converted_lead_id = lead;
  Emit<"note.updated">();
}

}  // namespace pipewright::collaboration
