// ContentStore in a folder.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "application/collaboration/content_store.h"

namespace pipewright::content {

// contents/<shard>/<tenant>.<id> are contents, uploads/<shard>/<tenant>.<id> what comes to be one: parts are written
// where they belong in it and brought to the disk, and the whole is renamed. Servers may share the folder, where
// renames and syncs are those of a local file system. Thread safe.
class FolderStore : public collaboration::ContentStore {
 public:
  static constexpr int64_t kPartBytes = int64_t{4} << 20;

  // Makes the folder when there is none; for this process's user alone. An error is one line with the way out.
  static absl::StatusOr<std::unique_ptr<FolderStore>> Open(const std::string& folder, int64_t part_bytes = kPartBytes);

  int64_t part_bytes() const override { return part_bytes_; }
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
  FolderStore(std::string folder, int64_t part_bytes) : folder_(std::move(folder)), part_bytes_(part_bytes) {}

  std::string ShardFolder(absl::string_view kind, absl::string_view shard) const;
  std::string PathOf(absl::string_view kind, const collaboration::ContentKey& key) const;

  const std::string folder_;
  const int64_t part_bytes_;
};

}  // namespace pipewright::content
