// Notes to and from the API.
#pragma once

#include "absl/status/statusor.h"
#include "application/collaboration/note_commands.h"
#include "pipewright/collaboration/v1/note_service.pb.h"

namespace pipewright::collaboration {

absl::StatusOr<CreateNote> FromProto(const v1::CreateNoteRequest& request);
absl::StatusOr<UpdateNote> FromProto(const v1::UpdateNoteRequest& request);

void ToProto(const NoteState& note, v1::Note* out);

}  // namespace pipewright::collaboration
