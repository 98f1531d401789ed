// How many files are on their way at once. Each keeps some records or a piece of a file in memory for as long as its
// client lets it wait.
#pragma once

#include <map>
#include <mutex>
#include <utility>

#include "absl/status/statusor.h"
#include "domain/shared/id.h"

namespace pipewright::integration {

struct FileStreamLimits {
  int server = 256;
  int tenant = 32;
};

// Thread safe. Outlives its places.
class FileStreams {
 public:
  // One stream's, given back at its end.
  class Place {
   public:
    Place(Place&& other) noexcept : streams_(std::exchange(other.streams_, nullptr)), tenant_(other.tenant_) {}
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (streams_ != nullptr) streams_->GiveBack(tenant_);
    }

   private:
    friend class FileStreams;
    Place(FileStreams& streams, const TenantId& tenant) : streams_(&streams), tenant_(tenant) {}

    FileStreams* streams_;
    TenantId tenant_;
  };

  explicit FileStreams(FileStreamLimits limits) : limits_(limits) {}

  // kResourceExhausted/TOO_MANY_FILE_STREAMS.
  absl::StatusOr<Place> Take(const TenantId& tenant);

 private:
  void GiveBack(const TenantId& tenant);

  const FileStreamLimits limits_;
  std::mutex mutex_;
  std::map<TenantId, int> open_;  // none of zero
  int all_ = 0;
};

}  // namespace pipewright::integration
