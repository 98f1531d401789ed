// ContentStore in memory.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "application/collaboration/content_store.h"
#include "application/shared/call/ports.h"

namespace pipewright {

class FakeContentStore : public collaboration::ContentStore {
 public:
  // `clock` outlives it.
  explicit FakeContentStore(const Clock& clock, int64_t part_bytes = 4) : clock_(clock), part_bytes_(part_bytes) {}

  struct Upload {
    std::map<int64_t, std::string> parts;
    absl::Time write_time;
  };
  struct Content {
    std::string bytes;
    absl::Time write_time;
  };
  std::map<collaboration::ContentKey, Upload> uploads;
  std::map<collaboration::ContentKey, Content> contents;
  absl::Status trouble;  // what PutPart, Complete and Remove say instead of doing it

  int64_t part_bytes() const override { return part_bytes_; }
  absl::StatusOr<std::string> Begin(const collaboration::ContentKey& key) override {
    uploads[key].write_time = clock_.Now();
    return std::string("upload");
  }
  absl::StatusOr<std::string> PutPart(const collaboration::StoreUpload& upload, int64_t number, int64_t /*offset*/,
                                      absl::string_view bytes) override {
    if (!trouble.ok()) return trouble;
    if (!uploads.contains(upload.key)) return absl::InternalError("no such upload");
    uploads[upload.key].parts[number] = std::string(bytes);
    uploads[upload.key].write_time = clock_.Now();
    return std::to_string(number);
  }
  absl::Status Complete(const collaboration::StoreUpload& upload,
                        const std::vector<collaboration::StoredPart>& parts) override {
    if (!trouble.ok()) return trouble;
    size_t size = 0;
    for (const collaboration::StoredPart& part : parts) size += static_cast<size_t>(part.size);
    if (contents.contains(upload.key)) {
      return contents[upload.key].bytes.size() == size ? absl::OkStatus() : absl::InternalError("another size");
    }
    std::string bytes;
    for (const auto& [number, part] : uploads[upload.key].parts) bytes += part;
    if (bytes.size() != size) return absl::InternalError("another size");
    contents[upload.key] = {std::move(bytes), clock_.Now()};
    uploads.erase(upload.key);
    return absl::OkStatus();
  }
  absl::Status Abort(const collaboration::StoreUpload& upload) override {
    uploads.erase(upload.key);
    return absl::OkStatus();
  }
  absl::StatusOr<std::string> Read(const collaboration::ContentKey& key, int64_t offset, int64_t limit) override {
    const auto found = contents.find(key);
    if (found == contents.end()) return absl::NotFoundError("no such content");
    if (offset >= static_cast<int64_t>(found->second.bytes.size())) return std::string();
    return found->second.bytes.substr(static_cast<size_t>(offset), static_cast<size_t>(limit));
  }
  absl::Status Remove(const collaboration::ContentKey& key) override {
    if (!trouble.ok()) return trouble;
    contents.erase(key);
    return absl::OkStatus();
  }
  absl::StatusOr<collaboration::StoredThings> List(const std::string& /*cursor*/) override {
    collaboration::StoredThings listed;
    for (const auto& [key, content] : contents) listed.things.push_back({{key, ""}, content.write_time});
    for (const auto& [key, upload] : uploads) listed.things.push_back({{key, "upload"}, upload.write_time});
    return listed;
  }

 private:
  const Clock& clock_;
  const int64_t part_bytes_;
};

}  // namespace pipewright
