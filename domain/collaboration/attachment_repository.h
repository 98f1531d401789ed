// The port of attachments, as commands load and store them.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "domain/collaboration/attachment.h"
#include "domain/shared/lead_follower_repository.h"
#include "domain/shared/uuid.h"

namespace pipewright::collaboration {

// Who may go on with an upload: the one that took it over last.
struct UploadLease {
  AttachmentId attachment;
  Uuid id;
};

class AttachmentRepository : public LeadFollowerRepository<Attachment> {
 public:
  // Says that the attachment's content is that of this hash, and gives its id: `content`, which is there from now on,
  // or that of an equal one that the tenant has already.
  virtual absl::StatusOr<Uuid> KeepContent(const AttachmentId& attachment, const Uuid& content,
                                           const std::string& sha256, int64_t size) = 0;

  // The upload has ended. The unit of work ends with kAborted when somebody else has taken it over (may surface only at
  // commit).
  virtual absl::Status EndUpload(const UploadLease& lease) = 0;
};

}  // namespace pipewright::collaboration
