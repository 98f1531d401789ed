#include "server/collaboration/attachment_proto.h"

#include "domain/shared/status_macros.h"
#include "server/wire/enum_proto.h"
#include "server/wire/proto_writer.h"
#include "server/wire/resource_reader.h"
#include "server/wire/standard_requests.h"
#include "server/wire/subject_proto.h"

namespace pipewright::collaboration {
namespace {

using server::ResourceReader;

void ReadAttachment(const v1::Attachment& attachment, ResourceReader& reader, AttachmentChanges& changes) {
  reader.Text("file_name", attachment.file_name(), changes.file_name);
  reader.Text("media_type", attachment.media_type(), changes.media_type);
  reader.Value(
      "subject", [&] { return server::FromProto(attachment.subject()); }, changes.subject);
  reader.Int("size", attachment.size(), changes.size);
  reader.Text("sha256", attachment.sha256(), changes.sha256);
}

}  // namespace

absl::StatusOr<CreateAttachment> FromProto(const v1::CreateAttachmentRequest& request) {
  CreateAttachment command;
  ResourceReader reader("attachment", request.attachment());
  ReadAttachment(request.attachment(), reader, command.details);
  command.id = server::ReadOptionalId<AttachmentId>("attachment_id", request.attachment_id(), reader.violations());
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

absl::StatusOr<UpdateAttachment> FromProto(const v1::UpdateAttachmentRequest& request) {
  UpdateAttachment command;
  ResourceReader reader("attachment", request.attachment(), request.update_mask());
  AttachmentChanges& changes = command.changes;
  ReadAttachment(request.attachment(), reader, changes);
  reader.violations().Take("attachment.id", AttachmentId::Parse(request.attachment().id()), &command.id);
  command.etag = server::ReadEtag("attachment.etag", request.attachment().etag(), reader.violations());
  RETURN_IF_ERROR(reader.ToStatus());
  return command;
}

void ToProto(const AttachmentState& attachment, v1::Attachment* out) {
  server::WriteRecord(attachment, out);
  out->set_file_name(attachment.file_name);
  out->set_media_type(attachment.media_type);
  if (attachment.subject.has_value()) server::Write(*attachment.subject, out->mutable_subject());
  out->set_size(attachment.size);
  out->set_sha256(attachment.sha256);
  out->set_status(server::ToProtoEnum<v1::AttachmentStatus>(attachment.status));
  out->set_received_size(attachment.received_size);
  out->set_rejection_reason(attachment.rejection_reason);
}

}  // namespace pipewright::collaboration
