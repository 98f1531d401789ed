#include "infrastructure/postgres/embedded/passwords.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <map>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/security/random.h"

namespace pipewright::postgres {
namespace {

// Any host, port and database: the file is given to connections of this cluster alone.
constexpr absl::string_view kAnywhere = "*:*:*:";

absl::Status FileError(const std::string& path, absl::string_view what) {
  return absl::FailedPreconditionError(absl::StrCat("The database's passwords in ", path, " can't be ", what, ": ",
                                                    std::strerror(errno),
                                                    ". Start pipewrightd as the user who did before."));
}

std::string NewPassword() {
  std::array<uint8_t, 32> random{};
  security::FillRandom(absl::MakeSpan(random));
  return absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(random.data()), random.size()));
}

std::map<std::string, std::string> ReadLines(std::ifstream& file) {
  std::map<std::string, std::string> passwords;
  for (std::string line; std::getline(file, line);) {
    absl::string_view rest = line;
    if (!absl::ConsumePrefix(&rest, kAnywhere)) continue;
    const std::pair<std::string, std::string> entry = absl::StrSplit(rest, absl::MaxSplits(':', 1));
    if (!entry.second.empty()) passwords.insert(entry);
  }
  return passwords;
}

// Under another name first, so that nobody meets half a file.
absl::Status WritePasswords(const std::string& path, const std::vector<RolePassword>& passwords) {
  std::string text = "# Made by pipewrightd, for libpq: PGPASSFILE, or passfile= in a connection string.\n";
  for (const RolePassword& entry : passwords) {
    absl::StrAppend(&text, kAnywhere, entry.role, ":", entry.password, "\n");
  }
  const std::string draft = absl::StrCat(path, ".unfinished");
  unlink(draft.c_str());
  const int file = open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) return FileError(path, "written");
  const bool written = write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(file) == 0;
  const bool closed = close(file) == 0;
  return written && closed && rename(draft.c_str(), path.c_str()) == 0 ? absl::OkStatus() : FileError(path, "written");
}

}  // namespace

absl::StatusOr<std::vector<RolePassword>> KeepPasswords(const std::string& path,
                                                        const std::vector<std::string>& roles) {
  std::map<std::string, std::string> found;
  if (access(path.c_str(), F_OK) == 0) {
    // libpq reads no file that is open to others.
    if (chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0) return FileError(path, "closed to others");
    std::ifstream file(path);
    if (!file) return FileError(path, "read");
    found = ReadLines(file);
  }
  std::vector<RolePassword> passwords;
  bool complete = true;
  for (const std::string& role : roles) {
    complete = complete && found.contains(role);
    passwords.push_back({role, complete ? found[role] : ""});
  }
  if (complete) return passwords;
  for (RolePassword& entry : passwords) entry.password = NewPassword();
  RETURN_IF_ERROR(WritePasswords(path, passwords));
  return passwords;
}

}  // namespace pipewright::postgres
