#include "domain/collaboration/attachment_status.h"

namespace pipewright::collaboration {

absl::Span<const EnumName<AttachmentStatus>> NamesOf(AttachmentStatus) {
  static constexpr EnumName<AttachmentStatus> kNames[] = {{AttachmentStatus::kUploading, "UPLOADING"},
                                                          {AttachmentStatus::kReady, "READY"},
                                                          {AttachmentStatus::kRejected, "REJECTED"}};
  return kNames;
}

}  // namespace pipewright::collaboration
