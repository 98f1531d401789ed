#include "application/collaboration/note_commands.h"

#include <vector>

#include "domain/shared/status_macros.h"

namespace pipewright::collaboration {
namespace {

// A subject that the caller may not read is for the check of references to refuse, or was there before.
absl::Status TellSubjectOwners(Note& note, UnitOfWork& uow) {
  const Subject& subject = *note.state().subject;
  absl::StatusOr<std::vector<UserId>> owners = uow.records(subject.kind).OwnersOf(subject.id);
  if (absl::IsNotFound(owners.status())) return absl::OkStatus();
  RETURN_IF_ERROR(owners.status());
  note.KnowSubjectOwners(*std::move(owners));
  return absl::OkStatus();
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
  RETURN_IF_ERROR(note.Edit(changes));
  return TellSubjectOwners(note, uow);
}

}  // namespace pipewright::collaboration
