// Jobs that change all records of several kinds that are found by some condition: one member's, those with a tag.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "application/integration/job_queue.h"
#include "application/integration/job_runner.h"
#include "application/shared/call/ports.h"
#include "application/shared/call/request_context.h"
#include "application/unit_of_work.h"
#include "domain/shared/record_kind.h"
#include "domain/shared/uuid.h"

namespace pipewright::integration {

// What one job changes.
class SweepPlan {
 public:
  virtual ~SweepPlan() = default;

  // The kinds of record, each once.
  virtual const std::vector<RecordKind>& kinds() const = 0;
  // What the job does, for errors: "handing over a member's records".
  virtual absl::string_view purpose() const = 0;
  // What changing a single one takes.
  virtual Permission PermissionFor(RecordKind kind) const = 0;

  // The ids of live records of a kind that there are to change, behind `after` and in their order; at most `limit`.
  virtual absl::StatusOr<std::vector<Uuid>> Next(const RequestContext& ctx, RecordKind kind, const Uuid& after,
                                                 int limit) const = 0;
  virtual absl::StatusOr<int64_t> Count(const RequestContext& ctx, RecordKind kind) const = 0;

  // Reads at once what all changes need besides their records.
  virtual absl::Status Prefetch(UnitOfWork& /*uow*/) const { return absl::OkStatus(); }
  // Changes a record as its own call would; false: there is nothing to change any more.
  virtual absl::StatusOr<bool> ChangeOne(const RequestContext& ctx, RecordKind kind, const Uuid& id,
                                         UnitOfWork& uow) const = 0;
};

// kPermissionDenied unless the caller may read all records of each of the kinds and change all of them.
absl::Status CheckSweepRights(const Principal& caller, const SweepPlan& plan);

// The kinds as a job's resource: "account,task".
std::string SweptResources(const std::vector<RecordKind>& kinds);

// Carries plans out: slices of records in the order of their ids, whatever their kinds, each slice in one transaction
// with the checkpoint behind it, so that a server that is killed neither loses nor doubles one. A record that is
// refused is told among the job's errors and doesn't stop the others. The rights are asked for anew before each slice.
// Thread safe.
class RecordSweep {
 public:
  static constexpr int kSliceRecords = 500;

  // Both outlive it.
  RecordSweep(Transactor& transactor, const Clock& clock) : transactor_(transactor), clock_(clock) {}

  // The checkpoint of a job that has not begun.
  static JobCheckpoint Start();

  // As JobHandler::Run. `method`: the call that asked for the job.
  absl::StatusOr<bool> Run(JobRun& run, const SweepPlan& plan, absl::string_view method) const;

 private:
  Transactor& transactor_;
  const Clock& clock_;
};

}  // namespace pipewright::integration
