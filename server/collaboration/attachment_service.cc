#include "server/collaboration/attachment_service.h"

#include "pipewright/collaboration/v1/attachment_service.pb.h"
#include "server/collaboration/attachment_proto.h"

namespace pipewright::collaboration {
namespace {

constexpr auto kParse = [](const auto& request) { return FromProto(request); };

}  // namespace

void AddAttachmentService(server::Api& api, const AttachmentCommands& commands,
                          const RecordQueries<Attachment>& queries, const AttachmentStreams& streams) {
  auto& s = server::AddRecord<Attachment, v1::Attachment>(api, kParse, commands, queries);
  s.Create<v1::CreateAttachmentRequest>();
  s.Get<v1::GetAttachmentRequest>();
  s.List<v1::ListAttachmentsRequest>(&v1::ListAttachmentsResponse::mutable_attachments);
  s.Update<v1::UpdateAttachmentRequest>();
  s.Delete<v1::DeleteAttachmentRequest>();
  s.Undelete<v1::UndeleteAttachmentRequest>();
  s.BatchGet<v1::BatchGetAttachmentsRequest>(&v1::BatchGetAttachmentsResponse::mutable_attachments);
  AddAttachmentStreams(s, streams);
}

}  // namespace pipewright::collaboration
