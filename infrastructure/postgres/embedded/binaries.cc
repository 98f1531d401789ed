#include "infrastructure/postgres/embedded/binaries.h"

#include <glob.h>
#include <unistd.h>

#include <cstdlib>
#include <optional>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "infrastructure/postgres/embedded/process.h"

namespace pipewright::postgres {
namespace {

constexpr int kOldestMajor = 15;

void AddMatches(const char* pattern, std::vector<std::string>& folders) {
  glob_t matches{};
  if (glob(pattern, 0, nullptr, &matches) == 0) {
    for (size_t i = 0; i < matches.gl_pathc; ++i) {
      folders.emplace_back(matches.gl_pathv[i]);
    }
  }
  globfree(&matches);
}

std::vector<std::string> CandidateFolders() {
  std::vector<std::string> folders;
  AddMatches("/usr/lib/postgresql/*/bin", folders);
  AddMatches("/usr/pgsql-*/bin", folders);
  const char* path = std::getenv("PATH");
  const std::vector<std::string> in_path = absl::StrSplit(path != nullptr ? path : "/usr/bin:/bin", ':');
  for (const std::string& folder : in_path) {
    if (const std::string tool = absl::StrCat(folder, "/pg_config"); access(tool.c_str(), X_OK) == 0) {
      if (const auto answer = Run({tool, "--bindir"}, std::nullopt); answer.ok() && answer->exit_code == 0) {
        folders.emplace_back(absl::StripAsciiWhitespace(answer->output));
      }
    }
  }
  folders.insert(folders.end(), in_path.begin(), in_path.end());
  return folders;
}

// "postgres (PostgreSQL) 15.20 (Debian …)" -> 15; 0 when it isn't that.
int MajorVersion(const std::string& postgres) {
  const auto answer = Run({postgres, "--version"}, std::nullopt);
  if (!answer.ok() || answer->exit_code != 0) {
    return 0;
  }
  const std::vector<std::string> words = absl::StrSplit(answer->output, absl::ByAnyChar(" .\n"));
  int major = 0;
  return words.size() > 2 && absl::SimpleAtoi(words[2], &major) ? major : 0;
}

std::optional<PostgresBinaries> LookIn(const std::string& folder) {
  PostgresBinaries found{0, folder, absl::StrCat(folder, "/initdb"), absl::StrCat(folder, "/postgres")};
  if (access(found.initdb.c_str(), X_OK) != 0 || access(found.postgres.c_str(), X_OK) != 0) {
    return std::nullopt;
  }
  found.major = MajorVersion(found.postgres);
  return found;
}

}  // namespace

absl::StatusOr<PostgresBinaries> FindPostgresBinaries(int major) {
  std::optional<PostgresBinaries> best;
  int newest_seen = 0;
  for (const std::string& candidate : CandidateFolders()) {
    const std::optional<PostgresBinaries> found = LookIn(candidate);
    if (!found.has_value()) {
      continue;
    }
    newest_seen = std::max(newest_seen, found->major);
    const bool fits = major == 0 ? found->major >= kOldestMajor : found->major == major;
    if (fits && (!best.has_value() || found->major > best->major)) {
      best = found;
    }
  }
  if (best.has_value()) {
    return *best;
  }
  if (major != 0) {
    return absl::NotFoundError(absl::StrCat("The data folder was made by PostgreSQL ", major,
                                            ", which is not installed. Install it (Debian: apt-get install ",
                                            "postgresql-", major, "), or move the data with pg_upgrade."));
  }
  if (newest_seen != 0) {
    return absl::NotFoundError(absl::StrCat("PostgreSQL ", newest_seen,
                                            " is installed, but 15 or newer is needed (Debian: apt-get install "
                                            "postgresql). Or give a --database-url."));
  }
  return absl::NotFoundError(
      "PostgreSQL is not installed. Install it (Debian: apt-get install postgresql; Fedora: dnf install "
      "postgresql-server), or use one elsewhere with --database-url.");
}

}  // namespace pipewright::postgres
