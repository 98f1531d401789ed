// A PostgreSQL server that a killed Pipewright has left behind.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace pipewright::postgres {

// The server that runs on this data folder, from its postmaster.pid. The number alone is not believed (numbers are
// reused, and after a restart of a container they nearly always are): the process must be a `postgres` that was started
// for this folder.
std::optional<pid_t> RunningPostmaster(const std::string& pgdata);

// The folder of that server's socket; empty when none runs.
std::string RunningSocketDir(const std::string& pgdata);

// Ends such a server: a fast shutdown, which loses nothing that was committed; after `patience` an immediate one, from
// which PostgreSQL recovers by its log. Then ForgetDeadPostmaster.
// The caller holds the lock of the data folder, so nobody else can be using that server.
absl::Status StopLeftoverPostmaster(const std::string& pgdata, absl::Duration patience);

// Removes a postmaster.pid whose process is gone or is another program: PostgreSQL itself takes any living process of
// its user for a running server, and then doesn't start. What a dead server's processes still hold of the data
// PostgreSQL finds without that file. The caller holds the lock of the data folder.
void ForgetDeadPostmaster(const std::string& pgdata);

}  // namespace pipewright::postgres
