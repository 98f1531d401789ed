#include "server/collaboration/note_service.h"

#include "pipewright/collaboration/v1/note_service.pb.h"
#include "server/collaboration/note_proto.h"

namespace pipewright::collaboration {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddNoteService(server::Api& api, const NoteCommands& commands, const RecordQueries<Note>& queries,
                    const KeyLookup& keys) {
  auto& s = server::AddRecord<Note, v1::Note>(api, kParse, commands, queries);
  s.Create<v1::CreateNoteRequest>();
  s.Get<v1::GetNoteRequest>();
  s.List<v1::ListNotesRequest>(&v1::ListNotesResponse::mutable_notes);
  s.Update<v1::UpdateNoteRequest>();
  s.Delete<v1::DeleteNoteRequest>();
  s.Undelete<v1::UndeleteNoteRequest>();
  s.BatchGet<v1::BatchGetNotesRequest>(&v1::BatchGetNotesResponse::mutable_notes);
  s.BatchCreate<v1::BatchCreateNotesRequest>(&v1::BatchCreateNotesResponse::mutable_notes);
  s.BatchUpdate<v1::BatchUpdateNotesRequest>(&v1::BatchUpdateNotesResponse::mutable_notes);
  s.BatchDelete<v1::BatchDeleteNotesRequest>(&v1::BatchDeleteNotesResponse::mutable_notes);
  s.Import<v1::CreateNoteRequest, v1::UpdateNoteRequest>(keys, {"id"});
}

}  // namespace pipewright::collaboration
