// What can be done to attachments, but for their content.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "application/shared/commands/record_commands.h"
#include "application/unit_of_work.h"
#include "domain/collaboration/attachment.h"
#include "domain/collaboration/attachment_repository.h"

namespace pipewright::collaboration {

using CreateAttachment = CreateRecord<Attachment>;
using UpdateAttachment = UpdateRecord<Attachment>;

// An attachment is about a record that its author may read.
class AttachmentCommands : public RecordCommands<Attachment> {
 public:
  // `max_size`: bytes of one file. `ids` outlives it.
  AttachmentCommands(IdGenerator& ids, int64_t max_size) : RecordCommands(ids), max_size_(max_size) {}

  using RecordCommands::Prepare;
  absl::Status Prepare(absl::Span<const UpdateAttachment> commands, UnitOfWork& uow) const;

 protected:
  const ReferenceList<Attachment>& references() const override;
  absl::StatusOr<Attachment> Make(const RequestContext& ctx, const CreateAttachment& cmd, const AttachmentId& id,
                                  AttachmentChanges& details, UnitOfWork& uow) const override;
  absl::Status Edit(const RequestContext& ctx, const UpdateAttachment& cmd, AttachmentChanges& changes,
                    Attachment& attachment, UnitOfWork& uow) const override;

 private:
  const int64_t max_size_;
};

}  // namespace pipewright::collaboration
