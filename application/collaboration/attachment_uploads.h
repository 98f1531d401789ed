// Takes the contents of attachments: over several calls if need be, and each byte once.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "application/collaboration/content_hash.h"
#include "application/collaboration/content_index.h"
#include "application/collaboration/content_scanner.h"
#include "application/collaboration/content_store.h"
#include "application/shared/call/ports.h"
#include "application/shared/call/request_context.h"
#include "application/unit_of_work.h"
#include "domain/collaboration/attachment.h"

namespace pipewright::collaboration {

// All of it outlives the uploads.
struct UploadPorts {
  Transactor& transactor;
  ContentIndex& index;
  ContentStore& store;
  const ContentHash& hash;
  ContentScanner* scanner;  // null: nobody looks
  IdGenerator& ids;
};

struct UploadLimits {
  int unfinished_per_tenant = 1000;
  // Finishing reads all of a content, which takes a thread for so long: others must keep some.
  int finishing = 2;
};

class AttachmentUploads;

// One call's share of an upload. Not thread safe; destroyed unfinished when the call breaks off: then what made a part
// is kept, and the upload goes on there.
class AttachmentUpload {
 public:
  // The next bytes, of any number. kInvalidArgument/TOO_LARGE when they are more than was declared; kAborted when
  // another call has taken the upload over; the store's errors.
  absl::Status Take(const RequestContext& context, absl::string_view bytes);

  // After the last byte of the call. When all of them are there the attachment is READY or REJECTED afterwards, else it
  // waits for the others. kUnavailable/SCANNER_UNAVAILABLE, CONTENT_UNAVAILABLE or OVERLOADED: nothing is lost, and
  // another call at received_size with no more bytes tries again.
  absl::StatusOr<Attachment> Finish(const RequestContext& context);

 private:
  friend class AttachmentUploads;
  AttachmentUpload(AttachmentUploads& uploads, Attachment attachment, UploadLease lease)
      : uploads_(uploads), attachment_(std::move(attachment)), lease_(lease) {}

  int64_t size() const { return attachment_.state().size; }
  absl::Status StorePart(const RequestContext& context);
  // Reads all of it. Also what the database and the store have lost since is found then.
  absl::StatusOr<std::string> Hash(const RequestContext& context);
  absl::StatusOr<ScanVerdict> Scan(const RequestContext& context);
  // In one transaction: what became of it, and that the upload has ended.
  absl::StatusOr<Attachment> Settle(const RequestContext& context, const std::string& sha256, ScanVerdict verdict);

  AttachmentUploads& uploads_;
  const Attachment attachment_;  // as it was at the beginning
  const UploadLease lease_;
  UnfinishedUpload upload_;
  int64_t received_ = 0;  // of which the parts are stored, and the rest is `waiting_`
  std::string waiting_;   // less than a part
};

// Thread safe. Outlives its uploads.
class AttachmentUploads {
 public:
  AttachmentUploads(const UploadPorts& ports, const UploadLimits& limits) : ports_(ports), limits_(limits) {}

  // Goes on with the upload of an attachment at `offset`, or begins it at 0. Whichever call uploaded it before can't
  // any more. kNotFound, kPermissionDenied by the context's permission, kFailedPrecondition/INVALID_ATTACHMENT_STATE
  // and RECORD_DELETED; kOutOfRange/UPLOAD_OFFSET, whose metadata received_size says where to go on; the errors of
  // ContentIndex::TakeOver and of the store.
  absl::StatusOr<std::unique_ptr<AttachmentUpload>> Begin(const RequestContext& context, const AttachmentId& attachment,
                                                          int64_t offset);

 private:
  friend class AttachmentUpload;

  // Of an attachment: held while it is taken over, and while a part is stored and told. So whoever has lost the
  // upload to another call of this process can't write into what that call has stored.
  std::mutex& LockOf(const AttachmentId& attachment);
  absl::StatusOr<Attachment> Load(const RequestContext& context, const AttachmentId& id);

  const UploadPorts ports_;
  const UploadLimits limits_;
  std::array<std::mutex, 64> locks_;
  std::atomic<int> finishing_ = 0;
};

}  // namespace pipewright::collaboration
