#include "server/collaboration/attachment_streams.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "pipewright/collaboration/v1/attachment_service.pb.h"
#include "server/collaboration/attachment_proto.h"
#include "server/wire/request_checks.h"

namespace pipewright::collaboration {
namespace {

using integration::FileStreams;

constexpr size_t kMaxContentBytes = size_t{1} << 20;  // of a message up
constexpr size_t kPieceBytes = size_t{64} << 10;      // of a message down

absl::Status TooLarge(size_t bytes) {
  ErrorDetails details;
  details.reason = Reason::kTooLarge;
  const std::string message =
      absl::StrCat("has ", bytes, " bytes and may have ", kMaxContentBytes, ": send more messages");
  details.fields.push_back({"content", message});
  return MakeError(absl::StatusCode::kInvalidArgument, absl::StrCat("content ", message), details);
}

class UploadSink final : public server::Sink<v1::UploadAttachmentRequest, v1::Attachment> {
 public:
  UploadSink(AttachmentUploads& uploads, FileStreams::Place place) : place_(std::move(place)), uploads_(uploads) {}

  absl::Status Take(const RequestContext& context, const v1::UploadAttachmentRequest& message) override {
    if (message.content().size() > kMaxContentBytes) return TooLarge(message.content().size());
    if (upload_ == nullptr) {
      RETURN_IF_ERROR(Begin(context, message));
    } else if (message.has_spec()) {
      return InvalidField("spec", "stands in the first message alone");
    }
    return upload_->Take(context, message.content());
  }

  absl::Status Finish(const RequestContext& context, v1::Attachment& response) override {
    if (upload_ == nullptr) return InvalidField("spec", "is required in the first message");
    ASSIGN_OR_RETURN(const Attachment attachment, upload_->Finish(context));
    ToProto(attachment.state(), &response);
    return absl::OkStatus();
  }

 private:
  absl::Status Begin(const RequestContext& context, const v1::UploadAttachmentRequest& message) {
    v1::UploadAttachmentRequest checked;
    if (message.has_spec()) *checked.mutable_spec() = message.spec();
    RETURN_IF_ERROR(server::CheckAndNormalize(checked));
    const v1::UploadSpec& spec = checked.spec();
    AttachmentId id;
    Violations violations;
    violations.Take("spec.id", AttachmentId::Parse(spec.id()), &id);
    if (spec.offset() < 0) violations.Add("spec.offset", "must not be negative");
    RETURN_IF_ERROR(violations.ToStatus());
    ASSIGN_OR_RETURN(upload_, uploads_.Begin(context, id, spec.offset()));
    return absl::OkStatus();
  }

  const FileStreams::Place place_;
  AttachmentUploads& uploads_;
  std::unique_ptr<AttachmentUpload> upload_;
};

class DownloadSource final : public server::Source<v1::DownloadAttachmentResponse> {
 public:
  DownloadSource(ContentReader reader, FileStreams::Place place)
      : place_(std::move(place)), reader_(std::move(reader)) {}

  absl::StatusOr<bool> Next(const RequestContext& /*context*/, v1::DownloadAttachmentResponse& message) override {
    if (sent_ == piece_.size()) {
      ASSIGN_OR_RETURN(piece_, reader_.Next());
      sent_ = 0;
      if (piece_.empty()) return false;
    }
    message.set_content(piece_.substr(sent_, kPieceBytes));
    sent_ += message.content().size();
    return true;
  }

 private:
  const FileStreams::Place place_;
  ContentReader reader_;
  std::string piece_;
  size_t sent_ = 0;  // bytes of the piece
};

}  // namespace

void AddAttachmentStreams(server::Service& service, const AttachmentStreams& streams) {
  using Sink = server::Sink<v1::UploadAttachmentRequest, v1::Attachment>;
  using Source = server::Source<v1::DownloadAttachmentResponse>;
  service.Upload<v1::UploadAttachmentRequest, v1::Attachment>(
      [streams](const RequestContext& context) -> absl::StatusOr<std::unique_ptr<Sink>> {
        ASSIGN_OR_RETURN(FileStreams::Place place, streams.places.Take(context.tenant()));
        return std::make_unique<UploadSink>(streams.uploads, std::move(place));
      });
  service.Download<v1::DownloadAttachmentRequest, v1::DownloadAttachmentResponse>(
      [streams](const RequestContext& context,
                const v1::DownloadAttachmentRequest& request) -> absl::StatusOr<std::unique_ptr<Source>> {
        AttachmentId id;
        Violations violations;
        violations.Take("id", AttachmentId::Parse(request.id()), &id);
        RETURN_IF_ERROR(violations.ToStatus());
        ASSIGN_OR_RETURN(FileStreams::Place place, streams.places.Take(context.tenant()));
        ASSIGN_OR_RETURN(ContentReader reader, streams.downloads.Open(context, id, request.offset(), request.limit()));
        return std::make_unique<DownloadSource>(std::move(reader), std::move(place));
      });
}

}  // namespace pipewright::collaboration
