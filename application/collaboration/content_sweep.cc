#include "application/collaboration/content_sweep.h"

#include <set>
#include <utility>
#include <vector>

#include "domain/shared/status_macros.h"

namespace pipewright::collaboration {
namespace {

constexpr int kSlice = 100;

}  // namespace

absl::StatusOr<ContentSweep::Slice> ContentSweep::Run() {
  Slice slice;
  // They are forgotten first: what the store then keeps after all is an orphan, found by its own sweep.
  ASSIGN_OR_RETURN(const std::vector<StoreUpload> stale,
                   index_.DropStale(clock_.Now() - options_.upload_lifetime, kSlice));
  for (const StoreUpload& upload : stale) {
    // It may have been completed before it broke off.
    RETURN_IF_ERROR(store_.Remove(upload.key));
    if (!upload.name.empty()) RETURN_IF_ERROR(store_.Abort(upload));
    ++slice.swept.stale_uploads;
  }
  ASSIGN_OR_RETURN(const std::vector<ContentKey> unused, index_.DropUnused(kSlice));
  for (const ContentKey& key : unused) {
    RETURN_IF_ERROR(store_.Remove(key));
    ++slice.swept.unused_contents;
  }
  RETURN_IF_ERROR(SweepStore(slice));
  slice.more = !cursor_.empty() || stale.size() == kSlice || unused.size() == kSlice;
  return slice;
}

absl::Status ContentSweep::SweepStore(Slice& slice) {
  ASSIGN_OR_RETURN(StoredThings listed, store_.List(std::exchange(cursor_, "")));
  const absl::Time before = clock_.Now() - options_.grace;
  std::vector<StoredThing> old;
  std::vector<ContentKey> keys;
  for (StoredThing& thing : listed.things) {
    if (thing.write_time > before) continue;
    keys.push_back(thing.upload.key);
    old.push_back(std::move(thing));
  }
  std::set<ContentKey> known;
  if (!keys.empty()) {
    ASSIGN_OR_RETURN(known, index_.Known(keys));
  }
  for (const StoredThing& thing : old) {
    if (known.contains(thing.upload.key)) continue;
    RETURN_IF_ERROR(thing.upload.name.empty() ? store_.Remove(thing.upload.key) : store_.Abort(thing.upload));
    ++slice.swept.orphans;
  }
  cursor_ = std::move(listed.next_cursor);
  return absl::OkStatus();
}

}  // namespace pipewright::collaboration
