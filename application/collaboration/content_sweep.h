// Takes away what nobody refers to any more: unused contents, uploads that broke off, and what a server that was killed
// has left in the store.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "application/collaboration/content_index.h"
#include "application/collaboration/content_store.h"
#include "application/shared/call/ports.h"

namespace pipewright::collaboration {

struct ContentSweepOptions {
  // An upload that nothing came of for so long begins anew.
  absl::Duration upload_lifetime = absl::Hours(24);
  // What the store has and nobody knows is left alone for so long: somebody may be about to tell of it, or the store
  // may have been restored before the database was.
  absl::Duration grace = absl::Hours(24);
};

struct SweptContent {
  int64_t stale_uploads = 0;
  int64_t unused_contents = 0;
  int64_t orphans = 0;  // of the store
};

// Not thread safe. Several servers may sweep at once.
class ContentSweep {
 public:
  // All outlive it.
  ContentSweep(ContentIndex& index, ContentStore& store, const Clock& clock, const ContentSweepOptions& options)
      : index_(index), store_(store), clock_(clock), options_(options) {}

  // Sweeps one slice; false in `more` when it has come around to the beginning, and found all of it swept.
  struct Slice {
    SweptContent swept;
    bool more = false;
  };
  absl::StatusOr<Slice> Run();

 private:
  absl::Status SweepStore(Slice& slice);

  ContentIndex& index_;
  ContentStore& store_;
  const Clock& clock_;
  const ContentSweepOptions options_;
  std::string cursor_;  // where in the store it goes on
};

}  // namespace pipewright::collaboration
