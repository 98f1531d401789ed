// ContentStore in a bucket of an S3-compatible store.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "application/collaboration/content_store.h"
#include "infrastructure/content/s3/s3_http.h"

namespace pipewright::content {

// Contents are objects <shard>/<tenant>.<id>, uploads are multipart uploads of them; addressed by path. The bucket is
// there, and this server's alone. A store that can't list or drop uploads (501 or 405) is
// taken to end them by rules of its own. Thread safe.
class S3Store : public collaboration::ContentStore {
 public:
  // The least that S3 takes for a part that isn't the last.
  static constexpr int64_t kPartBytes = int64_t{5} << 20;

  // `clock` outlives it.
  static absl::StatusOr<std::unique_ptr<S3Store>> Make(const S3Endpoint& endpoint, const std::string& bucket,
                                                       const Clock& clock);

  int64_t part_bytes() const override { return kPartBytes; }
  absl::StatusOr<std::string> Begin(const collaboration::ContentKey& key) override;
  absl::StatusOr<std::string> PutPart(const collaboration::StoreUpload& upload, int64_t number, int64_t offset,
                                      absl::string_view bytes) override;
  absl::Status Complete(const collaboration::StoreUpload& upload,
                        const std::vector<collaboration::StoredPart>& parts) override;
  absl::Status Abort(const collaboration::StoreUpload& upload) override;
  absl::StatusOr<std::string> Read(const collaboration::ContentKey& key, int64_t offset, int64_t limit) override;
  absl::Status Remove(const collaboration::ContentKey& key) override;
  absl::StatusOr<collaboration::StoredThings> List(const std::string& cursor) override;

 private:
  S3Store(std::unique_ptr<S3Http> http, std::string bucket) : http_(std::move(http)), bucket_(std::move(bucket)) {}

  std::string PathOf(const collaboration::ContentKey& key) const;
  absl::StatusOr<collaboration::StoredThings> ListContents(const std::string& token);
  absl::StatusOr<collaboration::StoredThings> ListUploads(const std::string& markers);

  const std::unique_ptr<S3Http> http_;
  const std::string bucket_;
};

}  // namespace pipewright::content
