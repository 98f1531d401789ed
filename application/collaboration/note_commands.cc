#include "application/collaboration/note_commands.h"

#include <utility>
#include <vector>

#include "application/collaboration/subject_owners.h"
#include "domain/collaboration/mentions.h"
#include "domain/shared/status_macros.h"

namespace pipewright::collaboration {
namespace {

void AddMentions(const NoteChanges& changes, Prefetch& needed) {
  if (!changes.text.is_set()) return;
  const absl::StatusOr<std::vector<UserId>> mentions = MentionsIn(changes.text.value());
  if (!mentions.ok()) return;
  for (const UserId& user : *mentions) needed.Add(user);
}

}  // namespace

const ReferenceList<Note>& NoteCommands::references() const {
  using S = NoteState;
  using C = NoteChanges;
  static const auto* const list = new ReferenceList<Note>(
      ReferenceList<Note>().Field("subject", &S::subject, &C::subject).Following("text", &S::mentions));
  return *list;
}

absl::StatusOr<Note> NoteCommands::Make(const RequestContext& ctx, const CreateNote& /*cmd*/, const NoteId& id,
                                        NoteChanges& details, UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(Note note, Note::Create(id, ctx.user(), details));
  RETURN_IF_ERROR(TellSubjectOwners(note, uow));
  return note;
}

absl::Status NoteCommands::Edit(const RequestContext& /*ctx*/, const UpdateNote& /*cmd*/, NoteChanges& changes,
                                Note& note, UnitOfWork& uow) const {
  const NoteState before = note.state();
  RETURN_IF_ERROR(note.Edit(changes));
  return TellSubjectOwnersIfChanged(before, note, uow);
}

absl::Status NoteCommands::Prepare(absl::Span<const CreateNote> commands, UnitOfWork& uow) const {
  RETURN_IF_ERROR(RecordCommands::Prepare(commands, uow));
  Prefetch needed;
  for (const CreateNote& command : commands) AddMentions(command.details, needed);
  return needed.Read(uow);
}

absl::Status NoteCommands::Prepare(absl::Span<const UpdateNote> commands, UnitOfWork& uow) const {
  RETURN_IF_ERROR(RecordCommands::Prepare(commands, uow));
  Prefetch needed;
  for (const UpdateNote& command : commands) AddMentions(command.changes, needed);
  AddSubjects<Note>(commands, uow, needed);
  return needed.Read(uow);
}

}  // namespace pipewright::collaboration
