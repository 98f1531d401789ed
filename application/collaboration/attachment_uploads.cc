#include "application/collaboration/attachment_uploads.h"

#include <algorithm>
#include <optional>

#include "absl/cleanup/cleanup.h"
#include "absl/hash/hash.h"
#include "absl/strings/str_cat.h"
#include "application/collaboration/content_reader.h"
#include "application/collaboration/subject_owners.h"
#include "application/shared/call/access_rule.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"

namespace pipewright::collaboration {
namespace {

constexpr char kRejectedByScanner[] = "the content scanner found something harmful in it";

absl::Status CheckOffset(const AttachmentId& id, int64_t offset, int64_t received) {
  if (offset == received) return absl::OkStatus();
  ErrorDetails details;
  details.reason = Reason::kUploadOffset;
  details.resource_type = std::string(Attachment::kResource);
  details.resource_name = id.ToString();
  details.metadata["received_size"] = absl::StrCat(received);
  return MakeError(absl::StatusCode::kOutOfRange,
                   absl::StrCat("the upload goes on at the byte ", received, ", not at ", offset), details);
}

absl::Status TooLarge(int64_t size) {
  constexpr char kField[] = "content";
  const std::string message = absl::StrCat("is more than the ", size, " bytes that the attachment was declared with");
  ErrorDetails details;
  details.reason = Reason::kTooLarge;
  details.fields.push_back({kField, message});
  return MakeError(absl::StatusCode::kInvalidArgument, absl::StrCat(kField, " ", message), details);
}

absl::Status CheckGoesOn(const RequestContext& context) {
  if (!context.cancellation->cancelled()) return absl::OkStatus();
  ErrorDetails details;
  details.reason = Reason::kCancelled;
  return MakeError(absl::StatusCode::kCancelled, "the caller cancelled the call", details);
}

}  // namespace

absl::Status AttachmentUpload::Take(const RequestContext& context, absl::string_view bytes) {
  const int64_t room = size() - received_ - static_cast<int64_t>(waiting_.size());
  if (static_cast<int64_t>(bytes.size()) > room) return TooLarge(size());
  const auto part = static_cast<size_t>(std::min(uploads_.ports_.store.part_bytes(), size() - received_));
  waiting_.reserve(part);
  while (!bytes.empty()) {
    const auto wanted =
        static_cast<size_t>(std::min(uploads_.ports_.store.part_bytes(), size() - received_)) - waiting_.size();
    const absl::string_view now = bytes.substr(0, wanted);
    waiting_.append(now.data(), now.size());
    bytes.remove_prefix(now.size());
    if (now.size() == wanted) RETURN_IF_ERROR(StorePart(context));
  }
  return absl::OkStatus();
}

absl::Status AttachmentUpload::StorePart(const RequestContext& context) {
  const UploadPorts& ports = uploads_.ports_;
  const std::lock_guard lock(uploads_.LockOf(lease_.attachment));
  RETURN_IF_ERROR(ports.index.CheckHeld(context, lease_));
  const auto number = static_cast<int64_t>(upload_.parts.size()) + 1;
  StoredPart part;
  part.size = static_cast<int64_t>(waiting_.size());
  ASSIGN_OR_RETURN(part.tag, ports.store.PutPart(upload_.store, number, received_, waiting_));
  RETURN_IF_ERROR(ports.index.AddPart(context, lease_, number, part));
  received_ += part.size;
  upload_.parts.push_back(std::move(part));
  waiting_.clear();
  return absl::OkStatus();
}

absl::StatusOr<Attachment> AttachmentUpload::Finish(const RequestContext& context) {
  if (received_ < size()) return uploads_.Load(context, lease_.attachment);
  const int finishing = ++uploads_.finishing_;
  const absl::Cleanup done = [this] { --uploads_.finishing_; };
  if (finishing > uploads_.limits_.finishing) {
    return Unavailable(Reason::kOverloaded,
                       "all bytes are there, but the server checks other uploads just now: try again in a moment with "
                       "no more of them",
                       absl::Seconds(1));
  }
  const UploadPorts& ports = uploads_.ports_;
  RETURN_IF_ERROR(ports.index.CheckHeld(context, lease_));
  RETURN_IF_ERROR(ports.store.Complete(upload_.store, upload_.parts));
  ASSIGN_OR_RETURN(const std::string sha256, Hash(context));
  const std::string& declared = attachment_.state().sha256;
  ScanVerdict verdict = ScanVerdict::kClean;
  if (declared.empty() || declared == sha256) {
    ASSIGN_OR_RETURN(verdict, Scan(context));
  }
  return Settle(context, sha256, verdict);
}

absl::StatusOr<std::string> AttachmentUpload::Hash(const RequestContext& context) {
  ContentReader reader(uploads_.ports_.store, upload_.store.key, 0, size());
  const std::unique_ptr<RunningHash> hash = uploads_.ports_.hash.Begin();
  for (;;) {
    RETURN_IF_ERROR(CheckGoesOn(context));
    ASSIGN_OR_RETURN(const std::string piece, reader.Next());
    if (piece.empty()) return hash->Finish();
    hash->Add(piece);
  }
}

absl::StatusOr<ScanVerdict> AttachmentUpload::Scan(const RequestContext& context) {
  if (uploads_.ports_.scanner == nullptr) return ScanVerdict::kClean;
  ContentReader reader(uploads_.ports_.store, upload_.store.key, 0, size());
  return uploads_.ports_.scanner->Scan(context, [&]() -> absl::StatusOr<std::string> {
    RETURN_IF_ERROR(CheckGoesOn(context));
    return reader.Next();
  });
}

absl::StatusOr<Attachment> AttachmentUpload::Settle(const RequestContext& context, const std::string& sha256,
                                                    ScanVerdict verdict) {
  const UploadPorts& ports = uploads_.ports_;
  const ContentKey& key = upload_.store.key;
  std::optional<Attachment> settled;
  std::optional<Uuid> kept;
  RETURN_IF_ERROR(ports.transactor.Run(context, Transactor::Mode::kCommit, [&](UnitOfWork& uow) -> absl::Status {
    AttachmentRepository& attachments = uow.Of<Attachment>();
    ASSIGN_OR_RETURN(Attachment attachment, attachments.Get(lease_.attachment));
    RETURN_IF_ERROR(verdict == ScanVerdict::kClean ? attachment.Complete(sha256)
                                                   : attachment.Reject(kRejectedByScanner));
    RETURN_IF_ERROR(TellSubjectOwners(attachment, uow));
    RETURN_IF_ERROR(attachments.EndUpload(lease_));  // first: parts lock their rows in this order
    RETURN_IF_ERROR(attachments.Save(attachment));
    kept.reset();
    if (attachment.state().status == AttachmentStatus::kReady) {
      ASSIGN_OR_RETURN(kept, attachments.KeepContent(lease_.attachment, key.id, sha256, size()));
    }
    settled = std::move(attachment);
    return absl::OkStatus();
  }));
  // What can't be removed now is swept later.
  if (kept != key.id) ports.store.Remove(key).IgnoreError();
  return *std::move(settled);
}

std::mutex& AttachmentUploads::LockOf(const AttachmentId& attachment) {
  return locks_[absl::HashOf(attachment.ToString()) % locks_.size()];
}

absl::StatusOr<Attachment> AttachmentUploads::Load(const RequestContext& context, const AttachmentId& id) {
  std::optional<Attachment> found;
  RETURN_IF_ERROR(ports_.transactor.Run(context, Transactor::Mode::kCommit, [&](UnitOfWork& uow) -> absl::Status {
    ASSIGN_OR_RETURN(found, uow.Of<Attachment>().Get(id));
    return absl::OkStatus();
  }));
  return *std::move(found);
}

absl::StatusOr<std::unique_ptr<AttachmentUpload>> AttachmentUploads::Begin(const RequestContext& context,
                                                                           const AttachmentId& id, int64_t offset) {
  ASSIGN_OR_RETURN(Attachment attachment, Load(context, id));
  const Principal& caller = *context.principal;
  const Permission& permission = context.permission;
  if (!AccessRule<Attachment>::AllowsChange(attachment.state(), caller,
                                            caller.ScopeOf(permission.resource, permission.action))) {
    return PermissionDenied(permission.ToString(), "the attachment is somebody else's");
  }
  RETURN_IF_ERROR(attachment.CheckTakesContent());
  // Before the upload is taken from another call for nothing.
  RETURN_IF_ERROR(CheckOffset(id, offset, attachment.state().received_size));
  std::unique_ptr<AttachmentUpload> upload(
      new AttachmentUpload(*this, std::move(attachment), UploadLease{id, ports_.ids.NewUuid()}));
  const UploadLease& lease = upload->lease_;
  UnfinishedUpload& begun = upload->upload_;
  const std::lock_guard lock(LockOf(id));
  ASSIGN_OR_RETURN(begun, ports_.index.TakeOver(context, lease, ports_.ids.NewUuid(), limits_.unfinished_per_tenant));
  if (begun.store.name.empty()) {
    ASSIGN_OR_RETURN(begun.store.name, ports_.store.Begin(begun.store.key));
    RETURN_IF_ERROR(ports_.index.SetName(context, lease, begun.store.name));
  }
  upload->received_ = begun.received_size();
  RETURN_IF_ERROR(CheckOffset(id, offset, upload->received_));
  return upload;
}

}  // namespace pipewright::collaboration
