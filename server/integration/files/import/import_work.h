// The work of an import job: slices of rows, each in one transaction with the checkpoint behind it.
#pragma once

#include "application/integration/job_queue.h"
#include "application/integration/job_runner.h"
#include "application/shared/call/ports.h"
#include "application/unit_of_work.h"
#include "server/record/served_kind.h"

namespace pipewright::integration {

// Thread safe. Holds one slice of the file at a time.
class ImportWork final : public JobHandler {
 public:
  static constexpr size_t kSliceRows = 1000;
  static constexpr size_t kSliceBytes = 4 << 20;

  // All of it outlives this.
  ImportWork(const server::ServedKinds& kinds, JobQueue& queue, Transactor& transactor, IdGenerator& ids)
      : kinds_(kinds), queue_(queue), transactor_(transactor), ids_(ids) {}

  absl::StatusOr<bool> Run(JobRun& run) override;

 private:
  const server::ServedKinds& kinds_;
  JobQueue& queue_;
  Transactor& transactor_;
  IdGenerator& ids_;
};

}  // namespace pipewright::integration
