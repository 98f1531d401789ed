#include "server/collaboration/note_proto.h"

#include "domain/shared/status_macros.h"
#include "server/wire/proto_writer.h"
#include "server/wire/resource_reader.h"
#include "server/wire/standard_requests.h"
#include "server/wire/subject_proto.h"

namespace pipewright::collaboration {
namespace {

using server::ResourceReader;

void ReadNote(const v1::Note& note, ResourceReader& reader, NoteChanges& changes) {
  reader.Text("text", note.text(), changes.text);
  reader.Bool("pinned", note.pinned(), changes.pinned);
  reader.Value(
      "subject", [&] { return server::FromProto(note.subject()); }, changes.subject);
}

}  // namespace

absl::StatusOr<CreateNote> FromProto(const v1::CreateNoteRequest& request) {
  CreateNote command;
  ResourceReader reader("note", request.note());
  ReadNote(request.note(), reader, command.details);
  command.id = server::ReadOptionalId<NoteId>("note_id", request.note_id(), reader.violations());
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

absl::StatusOr<UpdateNote> FromProto(const v1::UpdateNoteRequest& request) {
  UpdateNote command;
  ResourceReader reader("note", request.note(), request.update_mask());
  ReadNote(request.note(), reader, command.changes);
  reader.violations().Take("note.id", NoteId::Parse(request.note().id()), &command.id);
  command.etag = server::ReadEtag("note.etag", request.note().etag(), reader.violations());
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

void ToProto(const NoteState& note, v1::Note* out) {
  server::WriteRecord(note, out);
  out->set_text(note.text);
  out->set_pinned(note.pinned);
  if (note.subject.has_value()) server::Write(*note.subject, out->mutable_subject());
  for (const UserId& user : note.mentions) out->add_mentions(user.ToString());
  if (note.converted_lead_id.has_value()) out->set_converted_lead_id(note.converted_lead_id->ToString());
}

}  // namespace pipewright::collaboration
