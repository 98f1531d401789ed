#include "server/composition/content.h"

#include "domain/shared/status_macros.h"
#include "infrastructure/content/command_scanner.h"
#include "infrastructure/content/folder_store.h"
#include "infrastructure/content/s3/s3_store.h"
#include "infrastructure/security/system_clock.h"

namespace pipewright::server {

absl::StatusOr<ContentHolders> ContentHolders::Make(const ContentOptions& options) {
  ContentHolders holders;
  if (!options.s3.url.empty()) {
    holders.clock_ = std::make_unique<security::SystemClock>();
    ASSIGN_OR_RETURN(holders.store_, content::S3Store::Make(options.s3, options.s3_bucket, *holders.clock_));
  } else {
    const int64_t part_bytes =
        options.folder_part_bytes > 0 ? options.folder_part_bytes : content::FolderStore::kPartBytes;
    ASSIGN_OR_RETURN(holders.store_, content::FolderStore::Open(options.folder, part_bytes));
  }
  if (!options.scanner.empty()) {
    ASSIGN_OR_RETURN(holders.scanner_, content::CommandScanner::Make(options.scanner));
  }
  return holders;
}

}  // namespace pipewright::server
