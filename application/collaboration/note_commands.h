// What can be done to notes.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "application/shared/commands/record_commands.h"
#include "application/unit_of_work.h"
#include "domain/collaboration/note.h"
#include "domain/shared/lead_follower_repository.h"

namespace pipewright::collaboration {

using CreateNote = CreateRecord<Note>;
using UpdateNote = UpdateRecord<Note>;

// A note is about a record that its author may read, and mentions members.
class NoteCommands : public RecordCommands<Note> {
 public:
  using RecordCommands::RecordCommands;

  using RecordCommands::Prepare;
  absl::Status Prepare(absl::Span<const CreateNote> commands, UnitOfWork& uow) const;
  absl::Status Prepare(absl::Span<const UpdateNote> commands, UnitOfWork& uow) const;

 protected:
  const ReferenceList<Note>& references() const override;
  absl::StatusOr<Note> Make(const RequestContext& ctx, const CreateNote& cmd, const NoteId& id, NoteChanges& details,
                            UnitOfWork& uow) const override;
  absl::Status Edit(const RequestContext& ctx, const UpdateNote& cmd, NoteChanges& changes, Note& note,
                    UnitOfWork& uow) const override;
};

}  // namespace pipewright::collaboration
