// Where the contents of attachments are kept, and who looks into them: chosen by options.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "application/collaboration/content_scanner.h"
#include "application/collaboration/content_store.h"
#include "application/collaboration/content_sweep.h"
#include "application/shared/call/ports.h"
#include "infrastructure/content/s3/s3_http.h"
#include "server/integration/files/file_streams.h"

namespace pipewright::server {

struct ContentOptions {
  std::string folder;             // where contents are kept, unless in an S3-compatible store
  int64_t folder_part_bytes = 0;  // 0: as the folder store chooses
  content::S3Endpoint s3;         // without a URL: none
  std::string s3_bucket;
  std::string scanner;  // a command; empty: nobody looks
  int64_t max_attachment_bytes = int64_t{5} << 30;
  // Uploads and downloads under way. Each holds some MiB.
  integration::FileStreamLimits streams = {.server = 64, .tenant = 16};
  collaboration::ContentSweepOptions sweep;
};

// As the context of attachments takes them.
struct ContentParts {
  collaboration::ContentStore& store;
  collaboration::ContentScanner* scanner;  // null: nobody looks
};

// Owns what the options say.
class ContentHolders {
 public:
  // An error is one line with the way out.
  static absl::StatusOr<ContentHolders> Make(const ContentOptions& options);

  ContentParts parts() const { return {*store_, scanner_.get()}; }

 private:
  std::unique_ptr<Clock> clock_;
  std::unique_ptr<collaboration::ContentStore> store_;
  std::unique_ptr<collaboration::ContentScanner> scanner_;
};

}  // namespace pipewright::server
