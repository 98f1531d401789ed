// Attachments in PostgreSQL, as commands load and store them.
#pragma once

#include <string>

#include "domain/collaboration/attachment_repository.h"
#include "infrastructure/postgres/collaboration/attachment_table.h"
#include "infrastructure/postgres/write/lead_follower_repository.h"

namespace pipewright::postgres {

class PostgresAttachmentRepository
    : public PostgresLeadFollowerRepository<collaboration::Attachment, collaboration::AttachmentRepository> {
 public:
  explicit PostgresAttachmentRepository(WriteSession& session)
      : PostgresLeadFollowerRepository(session, AttachmentTable()) {}

  absl::StatusOr<Uuid> KeepContent(const AttachmentId& attachment, const Uuid& content, const std::string& sha256,
                                   int64_t size) override;
  absl::Status EndUpload(const collaboration::UploadLease& lease) override;
};

}  // namespace pipewright::postgres
