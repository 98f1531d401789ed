// Starting PostgreSQL's programs as child processes, as another user when this process is root.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace pipewright::postgres {

struct OsUser {
  std::string name;
  uid_t uid = 0;
  gid_t gid = 0;
  std::vector<gid_t> groups;
};

// The user PostgreSQL runs as: none (the present one) unless this process is root, which PostgreSQL refuses; then
// "postgres" when there is one, else "nobody".
absl::StatusOr<std::optional<OsUser>> ServerUser();

struct SpawnOptions {
  std::vector<std::string> argv;  // argv[0] is a path
  std::optional<OsUser> user;
  // Standard output and error of the child; -1: /dev/null. Standard input is always /dev/null.
  int output_fd = -1;
  // Sent by the kernel to the child when the *thread* that spawned it ends; 0: nothing.
  int parent_death_signal = 0;
};

// Starts a process in a session of its own (a Ctrl-C at the terminal doesn't reach it), in /, with no signal blocked,
// and without PG* and locale variables. Fails when the program can't be run.
absl::StatusOr<pid_t> Spawn(const SpawnOptions& options);

struct FinishedProcess {
  int exit_code = 0;  // 128 + signal when it was killed
  std::string output;
};

// Runs a program to its end.
absl::StatusOr<FinishedProcess> Run(const std::vector<std::string>& argv, const std::optional<OsUser>& user);

// Waits for a child's end. Exit code as above.
int WaitFor(pid_t pid);

// Whether the user may enter a folder: every folder above it must let them through.
bool MayEnter(const std::string& folder, const std::optional<OsUser>& user);

}  // namespace pipewright::postgres
