#include "server/integration/files/import/import_upload.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "server/integration/jobs/job_proto.h"
#include "server/wire/request_checks.h"

namespace pipewright::integration {
namespace {

absl::Status TooLarge(absl::string_view field, absl::string_view message) {
  ErrorDetails details;
  details.reason = Reason::kTooLarge;
  details.fields.push_back({std::string(field), std::string(message)});
  return MakeError(absl::StatusCode::kInvalidArgument, absl::StrCat(field, " ", message), details);
}

}  // namespace

ImportUpload::ImportUpload(const ImportPorts& ports, const RequestContext& context, FileStreams::Place place)
    : place_(std::move(place)),
      ports_(ports),
      context_(context),
      job_(ports.ids.NewUuid()),
      hash_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
  EVP_DigestInit_ex(hash_.get(), EVP_sha256(), nullptr);
}

ImportUpload::~ImportUpload() {
  // What can't be dropped now is swept later.
  if (!finished_ && kept_ > 0) ports_.queue.DropChunks(context_, job_).IgnoreError();
}

absl::Status ImportUpload::Take(const RequestContext& context, const v1::ImportRecordsRequest& message) {
  if (!plan_.has_value()) {
    RETURN_IF_ERROR(Begin(context, message));
  } else if (message.has_spec()) {
    return InvalidField("spec", "stands in the first message alone");
  }
  const std::string& content = message.content();
  if (content.size() > kMaxContentBytes) {
    return TooLarge("content", absl::StrCat("must have at most ", kMaxContentBytes, " bytes: send more messages"));
  }
  size_ += static_cast<int64_t>(content.size());
  if (size_ > kMaxFileBytes) {
    return TooLarge("content", absl::StrCat("is more than ", kMaxFileBytes, " bytes in all: split the file"));
  }
  RETURN_IF_ERROR(reader_->Feed(content));
  RETURN_IF_ERROR(CountRows());
  EVP_DigestUpdate(hash_.get(), content.data(), content.size());
  piece_ += content;
  return Keep(context, /*last=*/false);
}

absl::Status ImportUpload::Begin(const RequestContext& context, const v1::ImportRecordsRequest& message) {
  v1::ImportRecordsRequest checked;
  if (message.has_spec()) *checked.mutable_spec() = message.spec();
  RETURN_IF_ERROR(server::CheckAndNormalize(checked));
  const v1::ImportSpec& spec = checked.spec();
  ASSIGN_OR_RETURN(ImportPlan plan, ImportPlan::Make(spec, ports_.kinds, context));
  RETURN_IF_ERROR(plan.CheckRights(context));
  request_id_ = spec.request_id();
  // Before the whole file is sent for nothing. One that repeats a request may have its answer, so it is told at the
  // end.
  if (request_id_.empty()) {
    ASSIGN_OR_RETURN(const int64_t unfinished, ports_.queue.CountUnfinished(context));
    RETURN_IF_ERROR(JobCommands::CheckRoom(unfinished));
  }
  const std::string bytes = spec.SerializeAsString();
  EVP_DigestUpdate(hash_.get(), bytes.data(), bytes.size());
  reader_.emplace(plan.delimiter());
  plan_ = std::move(plan);
  return absl::OkStatus();
}

absl::Status ImportUpload::CountRows() {
  while (reader_->has_row()) {
    const CsvRow row = reader_->Take();
    if (has_header_) {
      ++rows_;
      continue;
    }
    has_header_ = true;
    RETURN_IF_ERROR(plan_->ReadHeader(row));
    start_.byte_offset = row.end_offset;
    start_.line = row.end_line;
  }
  return absl::OkStatus();
}

absl::Status ImportUpload::Keep(const RequestContext& context, bool last) {
  if (piece_.empty() || (!last && piece_.size() < kPieceBytes)) return absl::OkStatus();
  FileChunk chunk{kept_, std::move(piece_)};
  piece_.clear();
  kept_ += static_cast<int64_t>(chunk.bytes.size());
  return ports_.queue.StoreChunk(context, job_, chunk);
}

absl::Status ImportUpload::Finish(const RequestContext& context, v1::Job& response) {
  if (!plan_.has_value()) return InvalidField("spec", "is required in the first message");
  // Anew: the upload may have taken long.
  RETURN_IF_ERROR(plan_->CheckRights(context));
  RETURN_IF_ERROR(reader_->Finish());
  RETURN_IF_ERROR(CountRows());
  if (!has_header_) return InvalidCsv("the file is empty: its first row must be the header");
  const int64_t expected = plan_->spec().size_bytes();
  if (expected > 0 && expected != size_) {
    return InvalidField("spec.size_bytes", absl::StrCat("says ", expected, " bytes, but ", size_, " came"));
  }
  RETURN_IF_ERROR(Keep(context, /*last=*/true));

  CommandOptions options;
  if (!request_id_.empty()) {
    ASSIGN_OR_RETURN(options.request_id, Uuid::Parse(request_id_));
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    EVP_DigestFinal_ex(hash_.get(), digest, &length);
    options.fingerprint.assign(digest, digest + length);
  }
  EnqueueJob command;
  command.id = job_;
  command.details = {JobKind::kImport, plan_->kind().name(), plan_->spec().dry_run(), rows_};
  command.spec = plan_->spec().SerializeAsString();
  command.start = start_;
  const auto replayed = ports_.commands.Run(context, options, [&](UnitOfWork& uow) -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(const Job job, ports_.job_commands.Handle(context, command, uow));
    response.Clear();
    ToProto(job.state(), &response);
    return options.request_id.has_value() ? response.SerializeAsString() : std::string();
  });
  // The connection broke: nobody knows whether the job was made, or still is being made. The sweep will.
  if (absl::IsUnavailable(replayed.status())) finished_ = true;
  RETURN_IF_ERROR(replayed.status());
  if (replayed->has_value()) {
    response.ParseFromString(**replayed);
    return absl::OkStatus();  // the first answer's job has the file already
  }
  finished_ = true;
  ports_.wake();
  return absl::OkStatus();
}

}  // namespace pipewright::integration
