#include "domain/collaboration/attachment.h"

#include "absl/strings/str_cat.h"
#include "domain/collaboration/authorship.h"
#include "domain/collaboration/file_description.h"
#include "domain/shared/errors.h"
#include "domain/shared/field_changes.h"
#include "domain/shared/status_macros.h"

namespace pipewright::collaboration {
namespace {

std::string SubjectOf(const AttachmentState& state) { return absl::StrCat("attachment/", state.id.ToString()); }

// What Create and Edit have in common.
void ApplyDescription(const AttachmentChanges& changes, AttachmentState& state, Violations& violations) {
  if (changes.file_name.is_named() || state.file_name.empty()) {
    violations.Take("file_name", FileName(changes.file_name.is_set() ? changes.file_name.value() : ""),
                    &state.file_name);
  }
  ApplyChecked(changes.media_type, "media_type", MediaType, violations, state.media_type);
  if (state.media_type.empty()) state.media_type = kUnknownMediaType;
  if (changes.subject.is_set()) state.subject = changes.subject.value();
  if (changes.subject.is_clear() || !state.subject.has_value()) violations.Add("subject", "is required");
}

}  // namespace

absl::StatusOr<Attachment> Attachment::Create(AttachmentId id, const UserId& author, const AttachmentChanges& details,
                                              int64_t max_size) {
  AttachmentState state;
  state.id = id;
  state.created_by = author;
  Violations violations;
  ApplyDescription(details, state, violations);
  TakeGiven(details.size, "size", violations, state.size);
  if (details.size.is_set()) CheckRange(state.size, 1, max_size, "size", violations);
  ApplyChecked(details.sha256, "sha256", Sha256Hex, violations, state.sha256);
  RETURN_IF_ERROR(violations.ToStatus());
  Attachment attachment(std::move(state));
  attachment.Emit<"attachment.created">();
  return attachment;
}

bool Attachment::AllowsRead(const AttachmentState& attachment, const UserId& user, Scope scope,
                            absl::Span<const UserId> unit) {
  return AllowsChange(attachment, user, scope, unit);
}

bool Attachment::AllowsChange(const AttachmentState& attachment, const UserId& user, Scope scope,
                              absl::Span<const UserId> unit) {
  return ReachesAuthor(attachment, user, scope, unit);
}

absl::Status Attachment::Edit(const AttachmentChanges& changes) {
  constexpr char kKept[] = "can't be changed: make another attachment";
  AttachmentState edited = state();
  Violations violations;
  ApplyDescription(changes, edited, violations);
  CheckKept(changes.size, edited.size, "size", kKept, violations);
  CheckKept(changes.sha256, edited.sha256, "sha256", kKept, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  mutable_state() = std::move(edited);
  Emit<"attachment.updated">();
  return absl::OkStatus();
}

absl::Status Attachment::CheckTakesContent() const {
  switch (state().status) {
    case AttachmentStatus::kUploading:
      return absl::OkStatus();
    case AttachmentStatus::kReady:
      return FailedPrecondition(Reason::kInvalidAttachmentState, SubjectOf(state()),
                                "the attachment has its content already: make another one for another file");
    case AttachmentStatus::kRejected:
      break;
  }
  return FailedPrecondition(Reason::kInvalidAttachmentState, SubjectOf(state()),
                            "the attachment's content was refused: make another one");
}

absl::Status Attachment::CheckHasContent(const AttachmentState& attachment) {
  switch (attachment.status) {
    case AttachmentStatus::kReady:
      return absl::OkStatus();
    case AttachmentStatus::kUploading:
      return FailedPrecondition(Reason::kInvalidAttachmentState, SubjectOf(attachment),
                                "the attachment's content isn't there yet: upload all of it first");
    case AttachmentStatus::kRejected:
      break;
  }
  return FailedPrecondition(Reason::kInvalidAttachmentState, SubjectOf(attachment),
                            "the attachment's content was refused and is gone");
}

absl::Status Attachment::Complete(absl::string_view sha256) {
  RETURN_IF_ERROR(CheckTakesContent());
  if (!state().sha256.empty() && state().sha256 != sha256) {
    return Reject(absl::StrCat("the content's SHA-256 is ", sha256, ", not the one that was declared"));
  }
  mutable_state().sha256 = std::string(sha256);
  mutable_state().received_size = state().size;
  mutable_state().status = AttachmentStatus::kReady;
  Emit<"attachment.completed">();
  return absl::OkStatus();
}

absl::Status Attachment::Reject(absl::string_view reason) {
  RETURN_IF_ERROR(CheckTakesContent());
  mutable_state().received_size = 0;
  mutable_state().status = AttachmentStatus::kRejected;
  mutable_state().rejection_reason = std::string(reason);
  Emit<"attachment.rejected">();
  return absl::OkStatus();
}

void Attachment::FollowConversion(const LeadId& /*lead*/, const LeadConversionResult& result) {
  mutable_state().subject = result.subject();
  Emit<"attachment.updated">();
}

}  // namespace pipewright::collaboration
