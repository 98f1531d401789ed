// The port of the place where the bytes of files are kept.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "domain/shared/id.h"
#include "domain/shared/uuid.h"

namespace pipewright::collaboration {

// What a content is called: by its tenant, and by an id that is used once.
struct ContentKey {
  TenantId tenant;
  Uuid id;
  // NOLINTNEXTLINE(modernize-use-nullptr): a defect of the check.
  friend auto operator<=>(const ContentKey&, const ContentKey&) = default;
};

// An upload to the store: what it becomes, and what the store calls it.
struct StoreUpload {
  ContentKey key;
  std::string name;  // the store's own; empty: none
};

// One part of an upload, as the store remembers it.
struct StoredPart {
  std::string tag;  // the store's own
  int64_t size = 0;
};

// Something in the store: a content, or the parts of one.
struct StoredThing {
  StoreUpload upload;     // without a name: a content
  absl::Time write_time;  // when it was last written to
};

struct StoredThings {
  std::vector<StoredThing> things;
  std::string next_cursor;  // empty: there are no more
};

// A content comes part by part, is there from one moment on, whole, and never changes. What a function has done when
// it returns OK outlives a crash of the machine. kUnavailable/CONTENT_UNAVAILABLE: the store doesn't answer, or is
// full; nothing is spoiled, and the same call may be made again. Thread safe.
class ContentStore {
 public:
  virtual ~ContentStore() = default;

  // How large every part but the last must be. A caller holds that much in memory for each upload.
  virtual int64_t part_bytes() const = 0;

  // Begins an upload, and gives the store's name of it.
  virtual absl::StatusOr<std::string> Begin(const ContentKey& key) = 0;

  // Stores the part `number` (from 1 on), which begins at the byte `offset`, and gives its tag. Stored again it takes
  // the place of the one before.
  virtual absl::StatusOr<std::string> PutPart(const StoreUpload& upload, int64_t number, int64_t offset,
                                              absl::string_view bytes) = 0;

  // Makes all parts, in their order, the content. OK as well when it has done so before. kInternal when what is
  // there isn't as large as the parts together.
  virtual absl::Status Complete(const StoreUpload& upload, const std::vector<StoredPart>& parts) = 0;

  // Drops an upload that isn't completed. OK when there is none.
  virtual absl::Status Abort(const StoreUpload& upload) = 0;

  // The bytes of a content from `offset` on: `limit` of them, fewer at its end. kNotFound when there is none.
  virtual absl::StatusOr<std::string> Read(const ContentKey& key, int64_t offset, int64_t limit) = 0;

  // OK when there is none.
  virtual absl::Status Remove(const ContentKey& key) = 0;

  // What there is, some of it at a time: begins with an empty cursor, and goes on with the next_cursor of the call
  // before. What comes or goes meanwhile is told or not.
  virtual absl::StatusOr<StoredThings> List(const std::string& cursor) = 0;
};

}  // namespace pipewright::collaboration
