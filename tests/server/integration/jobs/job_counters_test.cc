#include "server/integration/jobs/job_counters.h"

#include <catch2/catch.hpp>
#include <stdexcept>

#include "application/shared/call/guarded.h"
#include "domain/shared/errors.h"
#include "tests/support/server/log_lines.h"

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

TEST_CASE("an attempt that threw is an error in the log, with the type of what was thrown", "[job]") {
  const testing::LogLines log;
  const std::runtime_error thrown("olga@example.com");
  JobCounters().OnAttempt({ClaimedJob(), "REQUEUED", ThrownStatus(&thrown), absl::Seconds(1), JobCheckpoint()});
  CHECK_THAT(log.text(), Catch::StartsWith("error ") && Catch::Contains("std::runtime_error"));
  CHECK_THAT(log.text(), !Catch::Contains("olga"));
}

}  // namespace
}  // namespace pipewright::integration
