// What a killed PostgreSQL server leaves behind: its processes.
#pragma once

#include <string>

#include "absl/time/time.h"

namespace pipewright::postgres {

// Ends, at once, what is left of a server whose postmaster is gone, and waits for its end; false when some are there
// even after `patience` (a disk that doesn't answer holds them). Does nothing while a postmaster runs on the folder.
//
// Most of them notice by themselves that the postmaster is gone, when they next wait for something. One that computes,
// syncs files or recovers only does when it is done with that. Until then the next server refuses to start
// ("pre-existing shared memory block is still in use"), who runs a statement gets no answer, and no one can cancel that
// statement. Nothing that was acknowledged is lost: the next server recovers by its log, as it does anyway.
//
// The caller holds the lock of the data folder.
bool EndOrphans(const std::string& pgdata, absl::Duration patience);

}  // namespace pipewright::postgres
