// The port of what is known about contents beside their bytes: which there are, and which upload has come how far.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "application/collaboration/content_store.h"
#include "application/shared/call/request_context.h"
#include "domain/collaboration/attachment_repository.h"

namespace pipewright::collaboration {

// An upload that isn't finished.
struct UnfinishedUpload {
  StoreUpload store;
  std::vector<StoredPart> parts;

  int64_t received_size() const {
    int64_t size = 0;
    for (const StoredPart& part : parts) size += part.size;
    return size;
  }
};

// Each function is a transaction of its own. Those that take a lease are kAborted/CONCURRENT_CHANGE, and change
// nothing, when it isn't the one that took the upload over last. Thread safe.
class ContentIndex {
 public:
  virtual ~ContentIndex() = default;

  // From now on `lease` alone may go on with the upload of an UPLOADING attachment of the caller's tenant. When there
  // is no such upload it begins, as `content`; kResourceExhausted/TOO_MANY_UPLOADS when the tenant has
  // `max_unfinished` others.
  virtual absl::StatusOr<UnfinishedUpload> TakeOver(const RequestContext& context, const UploadLease& lease,
                                                    const Uuid& content, int max_unfinished) = 0;
  // The store has begun it under that name.
  virtual absl::Status SetName(const RequestContext& context, const UploadLease& lease, const std::string& name) = 0;
  virtual absl::Status CheckHeld(const RequestContext& context, const UploadLease& lease) = 0;
  // The next part is stored; the attachment's received_size counts it from now on.
  virtual absl::Status AddPart(const RequestContext& context, const UploadLease& lease, int64_t number,
                               const StoredPart& part) = 0;

  // The content of an attachment of the caller's tenant; nullopt: it has none.
  virtual absl::StatusOr<std::optional<Uuid>> ContentOf(const RequestContext& context,
                                                        const AttachmentId& attachment) = 0;

  // Across tenants, for the sweep alone.

  // Forgets up to `limit` uploads that nothing has come of since `before`, whose attachments begin anew, and gives
  // them.
  virtual absl::StatusOr<std::vector<StoreUpload>> DropStale(absl::Time before, int limit) = 0;
  // Forgets up to `limit` contents that no attachment has any more, and gives them.
  virtual absl::StatusOr<std::vector<ContentKey>> DropUnused(int limit) = 0;
  // Those of `keys` that are a content or an unfinished upload.
  virtual absl::StatusOr<std::set<ContentKey>> Known(absl::Span<const ContentKey> keys) = 0;
};

}  // namespace pipewright::collaboration
