// What uploads, downloads and the sweep rely on of every content store.
#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "infrastructure/content/folder_store.h"
#include "infrastructure/content/s3/s3_store.h"
#include "infrastructure/security/system_clock.h"
#include "infrastructure/security/uuid_generator.h"
#include "tests/support/application/fake_content_store.h"
#include "tests/support/infrastructure/s3_server.h"
#include "tests/support/infrastructure/throwaway_folder.h"

namespace pipewright::collaboration {
namespace {

using content::FolderStore;
using content::S3Store;

struct InMemory {
  security::SystemClock clock;
  FakeContentStore store{clock, 8};
  static constexpr bool kStrict = true;
  static bool runs() { return true; }
};

struct InFolder {
  testing::ThrowawayFolder folder;
  const std::unique_ptr<FolderStore> owned = FolderStore::Open(folder.path() + "/content", 8).value();
  FolderStore& store = *owned;
  static constexpr bool kStrict = true;
  static bool runs() { return true; }
};

struct InS3 {
  testing::S3Server server;
  security::SystemClock clock;
  const std::unique_ptr<S3Store> owned = S3Store::Make(server.endpoint(), server.bucket(), clock).value();
  S3Store& store = *owned;
  static constexpr bool kStrict = false;  // s3rver neither lists nor drops uploads, and misses no part
  bool runs() const { return server.runs(); }
};

template <class Where>
struct Store {
  Where where;
  security::SystemClock clock;
  security::UuidGenerator ids{clock};
  ContentStore& store = where.store;

  bool Runs() {
    if (where.runs()) return true;
    WARN("left out: node, or the packages of tests/e2e/node, aren't here");
    return false;
  }
  ContentKey NewKey() { return {TenantId(ids.NewUuid()), ids.NewUuid()}; }
  StoreUpload Begin(const ContentKey& key) {
    const auto name = store.Begin(key);
    INFO(name.status());
    REQUIRE(name.ok());
    return {key, *name};
  }
  StoredPart Put(const StoreUpload& upload, int64_t number, const std::string& bytes, int64_t offset) {
    const auto tag = store.PutPart(upload, number, offset, bytes);
    INFO(tag.status());
    REQUIRE(tag.ok());
    return {*tag, static_cast<int64_t>(bytes.size())};
  }
  // Of parts as large as the store wants them, the last one shorter.
  ContentKey Add(const std::string& bytes) {
    const StoreUpload upload = Begin(NewKey());
    std::vector<StoredPart> parts;
    const auto part_bytes = static_cast<size_t>(store.part_bytes());
    for (size_t at = 0; at < bytes.size(); at += part_bytes) {
      parts.push_back(
          Put(upload, static_cast<int64_t>(parts.size()) + 1, bytes.substr(at, part_bytes), static_cast<int64_t>(at)));
    }
    const absl::Status completed = store.Complete(upload, parts);
    INFO(completed);
    REQUIRE(completed.ok());
    return upload.key;
  }
  // As many bytes as parts, and half of one more.
  std::string Bytes(size_t parts) const {
    std::string bytes(parts * static_cast<size_t>(store.part_bytes()) + static_cast<size_t>(store.part_bytes()) / 2, 0);
    for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 31 + i / 251);
    return bytes;
  }
  bool Has(const ContentKey& key) { return !absl::IsNotFound(store.Read(key, 0, 1).status()); }
  // The names of the uploads of the key, "" for its content, sorted.
  std::vector<std::string> Listed(const ContentKey& key) {
    std::vector<std::string> names;
    std::string cursor;
    do {
      const auto listed = store.List(cursor);
      INFO(listed.status());
      REQUIRE(listed.ok());
      for (const StoredThing& thing : listed->things) {
        if (thing.upload.key != key) continue;
        names.push_back(thing.upload.name);
        CHECK(absl::AbsDuration(thing.write_time - clock.Now()) < absl::Minutes(1));
      }
      cursor = listed->next_cursor;
    } while (!cursor.empty());
    std::sort(names.begin(), names.end());
    return names;
  }
};

TEMPLATE_TEST_CASE("a content comes back as it was stored, whole and in parts", "[contract][content]", InMemory,
                   InFolder, InS3) {
  Store<TestType> test;
  if (!test.Runs()) return;
  const std::string bytes = test.Bytes(2);
  const auto size = static_cast<int64_t>(bytes.size());
  const ContentKey key = test.Add(bytes);
  CHECK(test.store.Read(key, 0, size).value() == bytes);
  CHECK(test.store.Read(key, 3, 6).value() == bytes.substr(3, 6));
  CHECK(test.store.Read(key, size - 2, 100).value() == bytes.substr(bytes.size() - 2));
  CHECK(test.store.Read(key, size, 1).value().empty());
  const ContentKey small = test.Add("x");
  CHECK(test.store.Read(small, 0, 10).value() == "x");
}

TEMPLATE_TEST_CASE("a content is there when it is completed, and not before", "[contract][content]", InMemory, InFolder,
                   InS3) {
  Store<TestType> test;
  if (!test.Runs()) return;
  const StoreUpload upload = test.Begin(test.NewKey());
  const StoredPart part = test.Put(upload, 1, "01234567", 0);
  CHECK_FALSE(test.Has(upload.key));
  if (TestType::kStrict) CHECK(test.Listed(upload.key) == std::vector<std::string>{upload.name});
  REQUIRE(test.store.Complete(upload, {part}).ok());
  CHECK(test.Has(upload.key));
  CHECK(test.Listed(upload.key) == std::vector<std::string>{""});
}

TEMPLATE_TEST_CASE("completing an upload again does nothing", "[contract][content]", InMemory, InFolder, InS3) {
  Store<TestType> test;
  if (!test.Runs()) return;
  const StoreUpload upload = test.Begin(test.NewKey());
  const StoredPart part = test.Put(upload, 1, "0123", 0);
  REQUIRE(test.store.Complete(upload, {part}).ok());
  CHECK(test.store.Complete(upload, {part}).ok());
  CHECK(test.store.Read(upload.key, 0, 10).value() == "0123");
}

TEMPLATE_TEST_CASE("a part that is stored again takes the place of the one before", "[contract][content]", InMemory,
                   InFolder, InS3) {
  Store<TestType> test;
  if (!test.Runs()) return;
  const std::string bytes = test.Bytes(1);
  const auto part_bytes = static_cast<size_t>(test.store.part_bytes());
  const StoreUpload upload = test.Begin(test.NewKey());
  test.Put(upload, 1, std::string(part_bytes, 'x'), 0);
  const StoredPart first = test.Put(upload, 1, bytes.substr(0, part_bytes), 0);
  const StoredPart second = test.Put(upload, 2, bytes.substr(part_bytes), test.store.part_bytes());
  REQUIRE(test.store.Complete(upload, {first, second}).ok());
  CHECK(test.store.Read(upload.key, 0, static_cast<int64_t>(bytes.size())).value() == bytes);
}

TEMPLATE_TEST_CASE("an upload that is dropped leaves nothing", "[contract][content]", InMemory, InFolder, InS3) {
  Store<TestType> test;
  if (!test.Runs()) return;
  const StoreUpload upload = test.Begin(test.NewKey());
  test.Put(upload, 1, "0123", 0);
  REQUIRE(test.store.Abort(upload).ok());
  CHECK(test.Listed(upload.key).empty());
  CHECK_FALSE(test.Has(upload.key));
  if (TestType::kStrict) CHECK_FALSE(test.store.PutPart(upload, 2, 4, "4567").ok());
  CHECK(test.store.Abort(upload).ok());
}

TEMPLATE_TEST_CASE("a content that is removed is gone", "[contract][content]", InMemory, InFolder, InS3) {
  Store<TestType> test;
  if (!test.Runs()) return;
  const ContentKey kept = test.Add("kept");
  const ContentKey key = test.Add("gone");
  REQUIRE(test.store.Remove(key).ok());
  CHECK_FALSE(test.Has(key));
  CHECK(test.Listed(key).empty());
  CHECK(test.store.Remove(key).ok());
  CHECK(test.store.Read(kept, 0, 10).value() == "kept");
}

TEMPLATE_TEST_CASE("an upload that lacks bytes is not completed", "[contract][content]", InMemory, InFolder, InS3) {
  Store<TestType> test;
  if (!test.Runs()) return;
  const StoreUpload upload = test.Begin(test.NewKey());
  const StoredPart part = test.Put(upload, 1, "0123", 0);
  CHECK_FALSE(test.store.Complete(upload, {part, {part.tag, 4}}).ok());
  if (TestType::kStrict) CHECK_FALSE(test.Has(upload.key));
}

}  // namespace
}  // namespace pipewright::collaboration
