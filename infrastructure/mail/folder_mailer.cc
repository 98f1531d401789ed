#include "infrastructure/mail/folder_mailer.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"
#include "infrastructure/mail/mime_message.h"

namespace pipewright::mail {
namespace {

bool WriteAll(int file, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(file, bytes.data(), bytes.size());
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

// Under a name that nobody looks at, until it is whole.
bool WriteFile(const std::string& path, absl::string_view bytes) {
  const std::string unfinished = path + ".part";
  const int file = open(unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return false;
  const bool written = WriteAll(file, bytes);
  const bool closed = close(file) == 0;
  if (written && closed && rename(unfinished.c_str(), path.c_str()) == 0) return true;
  unlink(unfinished.c_str());
  return false;
}

}  // namespace

absl::StatusOr<std::unique_ptr<FolderMailer>> FolderMailer::Open(std::string folder, EmailAddress from,
                                                                 const Clock& clock, IdGenerator& ids) {
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(folder).parent_path(), error);
  const bool made = mkdir(folder.c_str(), 0700) == 0;
  if (!made && !std::filesystem::is_directory(folder, error)) {
    return absl::UnavailableError(
        absl::StrCat("The folder for letters can't be made: ", folder, ". Name another with --mail-dir."));
  }
  return std::unique_ptr<FolderMailer>(new FolderMailer(std::move(folder), std::move(from), clock, ids));
}

absl::Status FolderMailer::Send(const Letter& letter, Cancellation& /*cancellation*/) {
  const std::string name = ids_.NewUuid().ToString();
  const std::string message = MimeMessage(letter, from_, name, clock_.Now());
  if (!WriteFile(absl::StrCat(folder_, "/", name, ".eml"), message)) {
    return absl::UnavailableError("the folder for letters takes none");
  }
  RemoveOldest();
  return absl::OkStatus();
}

void FolderMailer::RemoveOldest() const {
  std::vector<std::filesystem::path> letters;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, error)) {
    if (entry.path().extension() == ".eml") letters.push_back(entry.path());
  }
  if (letters.size() <= kMaxLetters) return;
  std::sort(letters.begin(), letters.end());
  letters.resize(letters.size() - kMaxLetters);
  for (const std::filesystem::path& letter : letters) std::filesystem::remove(letter, error);
}

}  // namespace pipewright::mail
