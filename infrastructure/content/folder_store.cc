#include "infrastructure/content/folder_store.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/content/content_errors.h"
#include "infrastructure/content/content_name.h"

namespace pipewright::content {
namespace {

using collaboration::ContentKey;
using collaboration::StoredPart;
using collaboration::StoredThings;
using collaboration::StoreUpload;

constexpr char kContents[] = "contents";
constexpr char kUploads[] = "uploads";
constexpr char kUploadName[] = "file";
constexpr size_t kListed = 1000;

// By errno.
absl::Status Failed() {
  const bool full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;
  return full ? StoreFull() : StoreAway();
}

class File {
 public:
  File(const std::string& path, int flags) : fd_(open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  ~File() {
    if (fd_ >= 0) close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  bool ok() const { return fd_ >= 0; }
  int fd() const { return fd_; }

 private:
  const int fd_;
};

// What was made, renamed or removed in a folder outlives a crash only after this.
absl::Status SyncFolder(const std::string& folder) {
  const File opened(folder, O_RDONLY | O_DIRECTORY);
  return opened.ok() && fsync(opened.fd()) == 0 ? absl::OkStatus() : Failed();
}

absl::Status MakeFolder(const std::string& folder) {
  if (mkdir(folder.c_str(), 0700) != 0) return errno == EEXIST ? absl::OkStatus() : Failed();
  return SyncFolder(std::filesystem::path(folder).parent_path());
}

absl::Status Unlink(const std::string& path) {
  if (unlink(path.c_str()) != 0) return errno == ENOENT ? absl::OkStatus() : Failed();
  return SyncFolder(std::filesystem::path(path).parent_path());
}

bool HasSize(const std::string& path, int64_t size) {
  struct stat found {};
  return stat(path.c_str(), &found) == 0 && found.st_size == size;
}

absl::Status ListFolder(const std::string& folder, absl::string_view upload_name, StoredThings& listed) {
  DIR* const open_folder = opendir(folder.c_str());
  if (open_folder == nullptr) return errno == ENOENT ? absl::OkStatus() : Failed();
  const absl::Cleanup close_folder = [open_folder] { closedir(open_folder); };
  while (const dirent* const entry = readdir(open_folder)) {
    const std::optional<ContentKey> key = KeyOfFileName(entry->d_name);
    struct stat found {};
    if (!key.has_value() || fstatat(dirfd(open_folder), entry->d_name, &found, 0) != 0) continue;
    listed.things.push_back({{*key, std::string(upload_name)}, absl::TimeFromTimespec(found.st_mtim)});
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<FolderStore>> FolderStore::Open(const std::string& folder, int64_t part_bytes) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  for (const char* const kind : {kContents, kUploads}) {
    if (!error && mkdir(absl::StrCat(folder, "/", kind).c_str(), 0700) != 0 && errno != EEXIST) {
      error = std::error_code(errno, std::generic_category());
    }
  }
  if (!error && access(absl::StrCat(folder, "/", kContents).c_str(), R_OK | W_OK | X_OK) != 0) {
    error = std::error_code(errno, std::generic_category());
  }
  if (error) {
    return absl::FailedPreconditionError(absl::StrCat("Content can't be kept in ", folder, ": ", error.message(),
                                                      ". Name a folder of this user's with --content-dir."));
  }
  return std::unique_ptr<FolderStore>(new FolderStore(folder, part_bytes));
}

std::string FolderStore::ShardFolder(absl::string_view kind, absl::string_view shard) const {
  return absl::StrCat(folder_, "/", kind, "/", shard);
}

std::string FolderStore::PathOf(absl::string_view kind, const ContentKey& key) const {
  return absl::StrCat(ShardFolder(kind, ShardOf(key)), "/", FileNameOf(key));
}

absl::StatusOr<std::string> FolderStore::Begin(const ContentKey& key) {
  RETURN_IF_ERROR(MakeFolder(ShardFolder(kUploads, ShardOf(key))));
  {
    const File file(PathOf(kUploads, key), O_WRONLY | O_CREAT);
    if (!file.ok()) return Failed();
  }
  RETURN_IF_ERROR(SyncFolder(ShardFolder(kUploads, ShardOf(key))));
  return std::string(kUploadName);
}

absl::StatusOr<std::string> FolderStore::PutPart(const StoreUpload& upload, int64_t /*number*/, int64_t offset,
                                                 absl::string_view bytes) {
  // Not made here: one that has gone would come back with holes.
  const File file(PathOf(kUploads, upload.key), O_WRONLY);
  if (!file.ok() && errno == ENOENT) {
    return absl::InternalError(absl::StrCat("the store lacks the upload ", upload.key.id.ToString()));
  }
  if (!file.ok()) return Failed();
  while (!bytes.empty()) {
    const ssize_t written = pwrite(file.fd(), bytes.data(), bytes.size(), offset);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return Failed();
    bytes.remove_prefix(static_cast<size_t>(written));
    offset += written;
  }
  if (fdatasync(file.fd()) != 0) return Failed();
  return std::string();
}

absl::Status FolderStore::Complete(const StoreUpload& upload, const std::vector<StoredPart>& parts) {
  int64_t size = 0;
  for (const StoredPart& part : parts) size += part.size;
  const std::string from = PathOf(kUploads, upload.key);
  const std::string to = PathOf(kContents, upload.key);
  if (HasSize(to, size)) return absl::OkStatus();
  if (!HasSize(from, size)) {
    return absl::InternalError(absl::StrCat("the store lacks bytes of the upload ", upload.key.id.ToString()));
  }
  {
    const File file(from, O_RDONLY);
    if (!file.ok() || fsync(file.fd()) != 0) return Failed();
  }
  RETURN_IF_ERROR(MakeFolder(ShardFolder(kContents, ShardOf(upload.key))));
  if (rename(from.c_str(), to.c_str()) != 0) return Failed();
  RETURN_IF_ERROR(SyncFolder(ShardFolder(kContents, ShardOf(upload.key))));
  return SyncFolder(ShardFolder(kUploads, ShardOf(upload.key)));
}

absl::Status FolderStore::Abort(const StoreUpload& upload) { return Unlink(PathOf(kUploads, upload.key)); }

absl::StatusOr<std::string> FolderStore::Read(const ContentKey& key, int64_t offset, int64_t limit) {
  const File file(PathOf(kContents, key), O_RDONLY);
  if (!file.ok()) return errno == ENOENT ? absl::NotFoundError("no such content") : Failed();
  std::string bytes(static_cast<size_t>(limit), '\0');
  size_t at = 0;
  while (at < bytes.size()) {
    const ssize_t got = pread(file.fd(), bytes.data() + at, bytes.size() - at, offset + static_cast<int64_t>(at));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Failed();
    if (got == 0) break;
    at += static_cast<size_t>(got);
  }
  bytes.resize(at);
  return bytes;
}

absl::Status FolderStore::Remove(const ContentKey& key) { return Unlink(PathOf(kContents, key)); }

absl::StatusOr<StoredThings> FolderStore::List(const std::string& cursor) {
  // The shards of the contents, and behind them those of the uploads.
  int at = 0;
  if (!cursor.empty() && (!absl::SimpleAtoi(cursor, &at) || at < 0)) return absl::InternalError("no such cursor");
  StoredThings listed;
  for (; at < 2 * kShards && listed.things.size() < kListed; ++at) {
    const std::string shard = absl::StrFormat("%02x", at % kShards);
    const bool upload = at >= kShards;
    RETURN_IF_ERROR(ListFolder(ShardFolder(upload ? kUploads : kContents, shard), upload ? kUploadName : "", listed));
  }
  if (at < 2 * kShards) listed.next_cursor = absl::StrCat(at);
  return listed;
}

}  // namespace pipewright::content
