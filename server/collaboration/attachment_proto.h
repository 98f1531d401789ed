// Attachments to and from the API.
#pragma once

#include "absl/status/statusor.h"
#include "application/collaboration/attachment_commands.h"
#include "pipewright/collaboration/v1/attachment_service.pb.h"

namespace pipewright::collaboration {

absl::StatusOr<CreateAttachment> FromProto(const v1::CreateAttachmentRequest& request);
absl::StatusOr<UpdateAttachment> FromProto(const v1::UpdateAttachmentRequest& request);

void ToProto(const AttachmentState& attachment, v1::Attachment* out);

}  // namespace pipewright::collaboration
