#include "infrastructure/content/folder_store.h"

#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "infrastructure/content/content_name.h"
#include "infrastructure/security/system_clock.h"
#include "infrastructure/security/uuid_generator.h"
#include "tests/support/infrastructure/throwaway_folder.h"
#include "tests/support/status_matchers.h"

namespace pipewright::content {
namespace {

using collaboration::ContentKey;
using collaboration::StoreUpload;

namespace fs = std::filesystem;

struct Folder {
  testing::ThrowawayFolder folder;
  security::SystemClock clock;
  security::UuidGenerator ids{clock};
  ContentKey NewKey() { return {TenantId(ids.NewUuid()), ids.NewUuid()}; }
};

std::vector<fs::path> FilesIn(const std::string& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  return files;
}

TEST_CASE("contents are the server's user's alone, in shards", "[content]") {
  Folder test;
  const auto store = FolderStore::Open(test.folder.path() + "/a/b", 4).value();
  const StoreUpload upload{test.NewKey(), store->Begin(test.NewKey()).value()};
  REQUIRE(store->Begin(upload.key).ok());
  REQUIRE(store->PutPart(upload, 1, 0, "0123").ok());
  REQUIRE(store->Complete(upload, {{"", 4}}).ok());
  const std::string path = test.folder.path() + "/a/b/contents/" + ShardOf(upload.key) + "/" + FileNameOf(upload.key);
  REQUIRE(fs::exists(path));
  CHECK((fs::status(path).permissions() & (fs::perms::group_all | fs::perms::others_all)) == fs::perms::none);
  const fs::path shard = fs::path(path).parent_path();
  CHECK((fs::status(shard).permissions() & (fs::perms::group_all | fs::perms::others_all)) == fs::perms::none);
}

TEST_CASE("files of others in the folder are let alone", "[content]") {
  Folder test;
  const auto store = FolderStore::Open(test.folder.path(), 4).value();
  fs::create_directories(test.folder.path() + "/contents/00");
  std::ofstream(test.folder.path() + "/contents/00/README") << "mine";
  std::ofstream(test.folder.path() + "/contents/00/x.y") << "mine";
  const auto listed = store->List("");
  REQUIRE(listed.ok());
  CHECK(listed->things.empty());
  CHECK(listed->next_cursor.empty());
  CHECK_FALSE(store->List("x").ok());
}

TEST_CASE("a folder that can't be had is told with the way out", "[content]") {
  Folder test;
  std::ofstream(test.folder.path() + "/file") << "no folder";
  const auto refused = FolderStore::Open(test.folder.path() + "/file/content");
  REQUIRE_FALSE(refused.ok());
  CHECK_THAT(std::string(refused.status().message()), Catch::Contains("--content-dir"));
}

TEST_CASE("a disk that is full refuses the part, spoils nothing, and takes it when there is room", "[content]") {
  Folder test;
  const std::string disk = test.folder.path() + "/disk";
  fs::create_directory(disk);
  if (mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=256k") != 0) {
    WARN("left out: a small file system can't be mounted here");
    return;
  }
  const absl::Cleanup unmount = [&] { umount2(disk.c_str(), MNT_DETACH); };
  const std::string part(128 << 10, 'x');
  const auto store = FolderStore::Open(disk, static_cast<int64_t>(part.size())).value();
  StoreUpload upload{test.NewKey(), ""};
  upload.name = store->Begin(upload.key).value();
  REQUIRE(store->PutPart(upload, 1, 0, part).ok());
  std::ofstream(disk + "/ballast") << std::string(64 << 10, 'b');
  const auto refused = store->PutPart(upload, 2, static_cast<int64_t>(part.size()), part);
  CHECK(absl::IsUnavailable(refused.status()));
  CHECK(ReasonOf(refused) == Reason::kContentUnavailable);
  CHECK_FALSE(store->Complete(upload, {{"", 128 << 10}, {"", 128 << 10}}).ok());
  CHECK(absl::IsNotFound(store->Read(upload.key, 0, 1).status()));
  fs::remove(disk + "/ballast");
  const std::string rest(100 << 10, 'y');
  REQUIRE(store->PutPart(upload, 2, static_cast<int64_t>(part.size()), rest).ok());
  REQUIRE(store->Complete(upload, {{"", 128 << 10}, {"", 100 << 10}}).ok());
  CHECK(store->Read(upload.key, 0, 1 << 20).value() == part + rest);
  REQUIRE(store->Remove(upload.key).ok());
  CHECK(FilesIn(disk).empty());
}

}  // namespace
}  // namespace pipewright::content
