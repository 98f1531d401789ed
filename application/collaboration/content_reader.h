// Reads a content from some byte on, in pieces of a size that any store gives well.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "application/collaboration/content_store.h"
#include "domain/shared/status_macros.h"

namespace pipewright::collaboration {

// Not thread safe.
class ContentReader {
 public:
  static constexpr int64_t kPieceBytes = int64_t{1} << 20;

  // Bytes from `offset` up to `end` of a content that has as many. `store` outlives it.
  ContentReader(ContentStore& store, const ContentKey& key, int64_t offset, int64_t end)
      : store_(store), key_(key), at_(offset), end_(end) {}

  // Empty behind the last. kInternal when the store lacks what there should be.
  absl::StatusOr<std::string> Next() {
    const int64_t wanted = std::min(kPieceBytes, end_ - at_);
    if (wanted <= 0) return std::string();
    absl::StatusOr<std::string> piece = store_.Read(key_, at_, wanted);
    if (absl::IsNotFound(piece.status()) || (piece.ok() && static_cast<int64_t>(piece->size()) != wanted)) {
      return absl::InternalError(absl::StrCat("the store lacks bytes of the content ", key_.id.ToString()));
    }
    RETURN_IF_ERROR(piece.status());
    at_ += wanted;
    return piece;
  }

 private:
  ContentStore& store_;
  const ContentKey key_;
  int64_t at_;
  const int64_t end_;
};

}  // namespace pipewright::collaboration
