#include "application/collaboration/attachment_downloads.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright::collaboration {

absl::StatusOr<ContentReader> AttachmentDownloads::Open(const RequestContext& context, const AttachmentId& id,
                                                        int64_t offset, int64_t limit) const {
  ASSIGN_OR_RETURN(const AttachmentState attachment, attachments_.Get(context, id));
  if (attachment.delete_time.has_value()) {
    return FailedPrecondition(Reason::kRecordDeleted, absl::StrCat("attachment/", id.ToString()),
                              "the attachment is deleted; undelete it first");
  }
  RETURN_IF_ERROR(Attachment::CheckHasContent(attachment));
  Violations violations;
  if (offset < 0 || offset > attachment.size) {
    violations.Add("offset", absl::StrCat("must be from 0 to ", attachment.size, ", the attachment's size"));
  }
  if (limit < 0) violations.Add("limit", "must not be negative");
  RETURN_IF_ERROR(violations.ToStatus());
  ASSIGN_OR_RETURN(const std::optional<Uuid> content, index_.ContentOf(context, id));
  if (!content.has_value()) {
    return absl::InternalError(absl::StrCat("the attachment ", id.ToString(), " is ready and has no content"));
  }
  const int64_t rest = attachment.size - offset;
  const int64_t end = limit == 0 || limit > rest ? attachment.size : offset + limit;
  return ContentReader(store_, {context.tenant(), *content}, offset, end);
}

}  // namespace pipewright::collaboration
