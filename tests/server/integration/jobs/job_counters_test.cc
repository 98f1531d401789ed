#include "server/integration/jobs/job_counters.h"

#include <catch2/catch.hpp>

#include "domain/shared/errors.h"

namespace pipewright::integration {
namespace {

TEST_CASE("attempts at jobs are counted by what came of them, and rows by how far they came", "[job]") {
  ClaimedJob job;
  job.checkpoint.rows_done = 10;
  JobCheckpoint reached;
  reached.rows_done = 25;
  JobCounters counters;
  counters.OnAttempt({job, "SUCCEEDED", absl::OkStatus(), absl::Seconds(1), reached});
  counters.OnAttempt({job, "FAILED", InvalidValue("no"), absl::Seconds(1), job.checkpoint});
  counters.OnAttempt({job, "FAILED", InvalidValue("no"), absl::Seconds(1), job.checkpoint});
  for (int i = 0; i < 3; ++i) {
    counters.OnAttempt({job, "REQUEUED", absl::OkStatus(), absl::Seconds(1), job.checkpoint});
  }
  counters.OnAttempt({job, "ABANDONED", absl::OkStatus(), absl::Seconds(1), job.checkpoint});
  CHECK(counters.succeeded() == 1);
  CHECK(counters.failed() == 2);
  CHECK(counters.requeued() == 3);
  CHECK(counters.rows() == 15);
}

}  // namespace
}  // namespace pipewright::integration
