// The ports of the job queue: what waits to be done, who is at it, and how far it is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "application/shared/call/request_context.h"
#include "domain/integration/job.h"
#include "domain/shared/id.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/uuid.h"

namespace pipewright::integration {

// The right to work at a job, until another worker takes it over. It is checked with everything that the work stores,
// so a worker that lost it can't store anything any more.
struct JobLease {
  TenantId tenant;
  JobId job;
  Uuid id;
};

// How far the work is: what a worker that takes over begins with. Stored in the transaction of what it counts.
struct JobCheckpoint {
  // Where to go on: of a file the first row that isn't done; other work keeps there what it needs.
  int64_t byte_offset = 0;
  int64_t line = 1;
  int64_t rows_done = 0;
  int64_t created_count = 0;
  int64_t updated_count = 0;
  int64_t unchanged_count = 0;
  int64_t failed_count = 0;
  std::optional<int64_t> rows_total = std::nullopt;  // when the work has only now found out
};

// Why a row was refused.
struct JobError {
  int64_t line = 0;
  std::string column;  // empty: the row as a whole
  std::string reason;  // the name of a Reason
  std::string message;
};

// A job keeps as many errors; the rest is only counted.
inline constexpr int64_t kMaxJobErrors = 10'000;

// What a unit of work stores of a job besides the record itself. The functions that take a lease end the unit of work
// with kAborted when it is no longer held (may surface only at commit).
class JobStore {
 public:
  virtual ~JobStore() = default;

  // In a unit of work that also changes the job's record, call these first: rows are then locked in one order, and no
  // two units of work can wait for each other.

  // How many jobs of the tenant wait or are worked at. Any other unit of work of the tenant that asks waits until this
  // one has ended, so a decision made by the number stays right.
  virtual absl::StatusOr<int64_t> LockAndCount() = 0;

  // Lets workers find the job from now on. `spec`: what the work needs to know, as the adapter encoded it; it begins at
  // `start`.
  virtual absl::Status Enqueue(const JobId& job, absl::string_view spec, const JobCheckpoint& start) = 0;
  virtual absl::Status Checkpoint(const JobLease& lease, const JobCheckpoint& checkpoint,
                                  const std::vector<JobError>& errors) = 0;
  // Gives the job back, for whoever comes from `available_time` on. `attempts`: those without progress till now.
  virtual absl::Status Release(const JobLease& lease, absl::Time available_time, int64_t attempts) = 0;
  // The job has ended: nobody works at it any more, and what it worked on is dropped.
  virtual absl::Status Drop(const JobLease& lease) = 0;
  // The same, whoever holds it.
  virtual absl::Status Drop(const JobId& job) = 0;
};

struct ClaimedJob {
  JobLease lease;
  int64_t attempts = 0;  // since the last progress, this one included
  JobKind kind = JobKind::kImport;
  std::string resource;
  bool dry_run = false;
  int64_t rows_total = 0;
  UserId creator;
  std::string spec;
  JobCheckpoint checkpoint;
};

// A piece of an uploaded file.
struct FileChunk {
  int64_t offset = 0;  // of its first byte
  std::string bytes;
};

// Thread safe.
class JobQueue {
 public:
  virtual ~JobQueue() = default;

  // The job that waited longest, of the tenant that has the fewest running; one whose worker has not extended its lease
  // in time counts as waiting. nullopt: there is none. After an error the job may be claimed all the same: who claims
  // again with the same lease gets that one.
  virtual absl::StatusOr<std::optional<ClaimedJob>> Claim(const Uuid& lease, absl::Time now, absl::Time until) = 0;
  // False: the lease is lost.
  virtual absl::StatusOr<bool> Extend(const JobLease& lease, absl::Time until) = 0;

  // How many jobs of the caller's tenant wait or are worked at just now. Another may be made at any time.
  virtual absl::StatusOr<int64_t> CountUnfinished(const RequestContext& context) = 0;

  // Uploaded files, piece by piece, before their job is made.
  virtual absl::Status StoreChunk(const RequestContext& context, const JobId& job, const FileChunk& chunk) = 0;
  // Drops the pieces again, unless their job was made meanwhile.
  virtual absl::Status DropChunks(const RequestContext& context, const JobId& job) = 0;
  // The piece that has the byte at `offset`; an empty one behind the end.
  virtual absl::StatusOr<FileChunk> ReadChunk(const RequestContext& context, const JobId& job, int64_t offset) = 0;
  // Drops the pieces that were stored before `time` and never got a job: their uploads broke off.
  virtual absl::Status SweepChunks(absl::Time before) = 0;
};

struct JobErrorRows {
  std::vector<JobError> errors;
  std::optional<int64_t> next;  // the number that the next ones stand behind; absent: there are none
};

// Thread safe.
class JobErrors {
 public:
  virtual ~JobErrors() = default;
  // Those of a job of the caller's tenant behind the number `after` (0: from the first on), in the order of their
  // lines, `limit` at most.
  virtual absl::StatusOr<JobErrorRows> List(const RequestContext& context, const JobId& job, int64_t after,
                                            int limit) const = 0;
};

}  // namespace pipewright::integration
