// The folders and files of the embedded PostgreSQL: whose they are, and who may enter.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "infrastructure/postgres/embedded/process.h"

namespace pipewright::postgres {

// A data folder's lock: held as long as this process lives, and no longer, however it ends.
class FolderLock {
 public:
  // kFailedPrecondition: another process has it.
  static absl::StatusOr<FolderLock> Take(const std::string& data_dir);
  FolderLock(FolderLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FolderLock& operator=(FolderLock&&) = delete;
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  ~FolderLock();

 private:
  explicit FolderLock(int fd) : fd_(fd) {}
  int fd_;
};

// As the data folder is called everywhere: absolute, without "..".
std::string DataDirPath(const std::string& wanted);

// Makes the data folder. `user`, or the present one, may enter it afterwards, or it is kFailedPrecondition. The path as
// of DataDirPath.
absl::StatusOr<std::string> MakeDataDir(const std::string& wanted, const std::optional<OsUser>& user);

// Makes a folder that only `user` (and root) may enter, or makes it so.
absl::Status MakePrivateFolder(const std::string& path, const std::optional<OsUser>& user);

// The folder of the socket: in the data folder where the path will do for a socket (short, and no list separator in
// it), else a fresh one in /tmp.
absl::StatusOr<std::string> MakeSocketDir(const std::string& data_dir, const std::optional<OsUser>& user);

// Replaces a file; `user` gets it.
absl::Status WriteFile(const std::string& path, const std::string& text, const std::optional<OsUser>& user);

// All of a file; empty when it can't be read.
std::string ReadFile(const std::string& path);

}  // namespace pipewright::postgres
