// How far an attachment is.
#pragma once

#include "absl/types/span.h"
#include "domain/shared/enum_names.h"

namespace pipewright::collaboration {

enum class AttachmentStatus {
  kUploading,  // its content isn't there, or not all of it
  kReady,      // it can be downloaded
  kRejected,   // its content was refused and is gone
};

absl::Span<const EnumName<AttachmentStatus>> NamesOf(AttachmentStatus);

}  // namespace pipewright::collaboration
