// The contents of attachments, up and down.
#pragma once

#include "application/collaboration/attachment_downloads.h"
#include "application/collaboration/attachment_uploads.h"
#include "server/integration/files/file_streams.h"
#include "server/rpc/service.h"

namespace pipewright::collaboration {

// What streams need; all of it outlives them.
struct AttachmentStreams {
  AttachmentUploads& uploads;
  const AttachmentDownloads& downloads;
  integration::FileStreams& places;
};

// UploadAttachment and DownloadAttachment. An upload holds a message and a part of the content in memory, a download a
// piece that it reads ahead: the next message is asked for, or made, when the one before is dealt with.
void AddAttachmentStreams(server::Service& service, const AttachmentStreams& streams);

}  // namespace pipewright::collaboration
