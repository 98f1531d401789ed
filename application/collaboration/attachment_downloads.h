// Gives the contents of attachments.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "application/collaboration/content_index.h"
#include "application/collaboration/content_reader.h"
#include "application/collaboration/content_store.h"
#include "application/shared/call/request_context.h"
#include "application/shared/queries/reader.h"
#include "domain/collaboration/attachment.h"

namespace pipewright::collaboration {

// Thread safe.
class AttachmentDownloads {
 public:
  // All outlive it.
  AttachmentDownloads(Reader<Attachment>& attachments, ContentIndex& index, ContentStore& store)
      : attachments_(attachments), index_(index), store_(store) {}

  // The content from the byte `offset` on, `limit` bytes at most; 0: all of them. kNotFound, kFailedPrecondition/
  // INVALID_ATTACHMENT_STATE and RECORD_DELETED; kInvalidArgument names offset or limit.
  absl::StatusOr<ContentReader> Open(const RequestContext& context, const AttachmentId& id, int64_t offset,
                                     int64_t limit) const;

 private:
  Reader<Attachment>& attachments_;
  ContentIndex& index_;
  ContentStore& store_;
};

}  // namespace pipewright::collaboration
