#include "infrastructure/postgres/embedded/folders.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"

namespace pipewright::postgres {
namespace {

namespace fs = std::filesystem;

// sockaddr_un holds 107 characters; PostgreSQL adds "/.s.PGSQL.5432".
constexpr size_t kLongestSocketDir = 107 - 14;

absl::Status Errno(const std::string& what) {
  // One line for a person, with the usual words of the system.
  return absl::ErrnoToStatus(errno, what);
}

}  // namespace

absl::StatusOr<FolderLock> FolderLock::Take(const std::string& data_dir) {
  const std::string path = absl::StrCat(data_dir, "/pipewright.lock");
  FolderLock lock(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (lock.fd_ < 0) {
    return Errno(absl::StrCat("Can't write to the data folder ", data_dir));
  }
  if (flock(lock.fd_, LOCK_EX | LOCK_NB) != 0) {
    return absl::FailedPreconditionError(absl::StrCat("Another pipewrightd uses the data folder ", data_dir,
                                                      ". Stop it, or give this one another --data-dir."));
  }
  return lock;
}

FolderLock::~FolderLock() {
  if (fd_ >= 0) {
    close(fd_);
  }
}

std::string DataDirPath(const std::string& wanted) {
  std::error_code ignored;
  return fs::absolute(wanted, ignored).lexically_normal().string();
}

absl::StatusOr<std::string> MakeDataDir(const std::string& wanted, const std::optional<OsUser>& user) {
  std::error_code error;
  const std::string data_dir = DataDirPath(wanted);
  // Open to pass through when PostgreSQL runs as another user; what it holds is closed.
  const mode_t before = umask(user.has_value() ? 0022 : 0077);
  fs::create_directories(data_dir, error);
  umask(before);
  if (error) {
    return absl::FailedPreconditionError(absl::StrCat("Can't make the data folder ", data_dir, " (", error.message(),
                                                      "). Give another with --data-dir."));
  }
  if (!MayEnter(data_dir, user)) {
    return absl::FailedPreconditionError(absl::StrCat(
        "The user ", user.has_value() ? user->name : "who runs pipewrightd", " may not enter the data folder ",
        data_dir, ". Open the folders above it (chmod o+x), or give another with --data-dir."));
  }
  return data_dir;
}

absl::Status MakePrivateFolder(const std::string& path, const std::optional<OsUser>& user) {
  if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) {
    return Errno(absl::StrCat("Can't make the folder ", path));
  }
  if (user.has_value() && chown(path.c_str(), user->uid, user->gid) != 0) {
    return Errno(absl::StrCat("Can't give the folder ", path, " to the user ", user->name));
  }
  if (chmod(path.c_str(), 0700) != 0) {
    return Errno(absl::StrCat("Can't close the folder ", path, " to others"));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> MakeSocketDir(const std::string& data_dir, const std::optional<OsUser>& user) {
  std::string folder = absl::StrCat(data_dir, "/run");
  if (folder.size() > kLongestSocketDir || folder.find_first_of(",\"") != std::string::npos) {
    folder = "/tmp/pipewright-XXXXXX";
    if (mkdtemp(folder.data()) == nullptr) {
      return Errno("Can't make a folder for the socket in /tmp");
    }
  }
  RETURN_IF_ERROR(MakePrivateFolder(folder, user));
  return folder;
}

absl::Status WriteFile(const std::string& path, const std::string& text, const std::optional<OsUser>& user) {
  std::ofstream file(path, std::ios::trunc);
  file << text;
  file.close();
  if (!file || (user.has_value() && chown(path.c_str(), user->uid, user->gid) != 0)) {
    return Errno(absl::StrCat("Can't write ", path));
  }
  return absl::OkStatus();
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace pipewright::postgres
