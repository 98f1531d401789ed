#include "application/collaboration/attachment_commands.h"

#include "application/collaboration/subject_owners.h"
#include "domain/shared/status_macros.h"

namespace pipewright::collaboration {

const ReferenceList<Attachment>& AttachmentCommands::references() const {
  using S = AttachmentState;
  using C = AttachmentChanges;
  static const auto* const list =
      new ReferenceList<Attachment>(ReferenceList<Attachment>().Field("subject", &S::subject, &C::subject));
  return *list;
}

absl::StatusOr<Attachment> AttachmentCommands::Make(const RequestContext& ctx, const CreateAttachment& /*cmd*/,
                                                    const AttachmentId& id, AttachmentChanges& details,
                                                    UnitOfWork& uow) const {
  ASSIGN_OR_RETURN(Attachment attachment, Attachment::Create(id, ctx.user(), details, max_size_));
  RETURN_IF_ERROR(TellSubjectOwners(attachment, uow));
  return attachment;
}

absl::Status AttachmentCommands::Edit(const RequestContext& /*ctx*/, const UpdateAttachment& /*cmd*/,
                                      AttachmentChanges& changes, Attachment& attachment, UnitOfWork& uow) const {
  const AttachmentState before = attachment.state();
  RETURN_IF_ERROR(attachment.Edit(changes));
  return TellSubjectOwnersIfChanged(before, attachment, uow);
}

absl::Status AttachmentCommands::Prepare(absl::Span<const UpdateAttachment> commands, UnitOfWork& uow) const {
  RETURN_IF_ERROR(RecordCommands::Prepare(commands, uow));
  Prefetch needed;
  AddSubjects<Attachment>(commands, uow, needed);
  return needed.Read(uow);
}

}  // namespace pipewright::collaboration
