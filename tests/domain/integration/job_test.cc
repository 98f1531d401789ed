#include "domain/integration/job.h"

#include <catch2/catch.hpp>

#include "domain/shared/errors.h"
#include "tests/support/status_matchers.h"

namespace pipewright::integration {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

Job Queued() { return Job::Create(JobId(Uuid({1})), UserId(Uuid({2})), {JobKind::kImport, "account", false, 10}); }

TEST_CASE("a job is queued, runs and succeeds", "[job]") {
  Job job = Queued();
  CHECK(job.state().status == JobStatus::kQueued);
  REQUIRE(job.Start(kNow).ok());
  CHECK(job.state().start_time == kNow);
  REQUIRE(job.Succeed(kNow + absl::Minutes(1)).ok());
  CHECK(job.state().status == JobStatus::kSucceeded);
  CHECK(job.state().end_time == kNow + absl::Minutes(1));
  CHECK(job.events().size() == 3);
}

TEST_CASE("a job that is taken over goes on without a word", "[job]") {
  Job job = Queued();
  REQUIRE(job.Start(kNow).ok());
  REQUIRE(job.Start(kNow + absl::Hours(1)).ok());
  CHECK(job.state().start_time == kNow);
  CHECK(job.events().size() == 2);
}

TEST_CASE("a job that is given back waits again and keeps when it began", "[job]") {
  Job job = Queued();
  REQUIRE(job.Start(kNow).ok());
  REQUIRE(job.Requeue().ok());
  CHECK(job.state().status == JobStatus::kQueued);
  REQUIRE(job.Start(kNow + absl::Hours(1)).ok());
  CHECK(job.state().start_time == kNow);
}

TEST_CASE("a job that failed says why", "[job]") {
  Job job = Queued();
  REQUIRE(job.Fail(FailedPrecondition(Reason::kTenantSuspended, "tenant", "the tenant is suspended"), kNow).ok());
  CHECK(job.state().failure_reason == "TENANT_SUSPENDED");
  CHECK(job.state().failure_message == "the tenant is suspended");
}

TEST_CASE("a job that has ended refuses everything", "[job]") {
  Job job = Queued();
  REQUIRE(job.Cancel(kNow).ok());
  CHECK(ReasonOf(job.Cancel(kNow)) == Reason::kJobEnded);
  CHECK(ReasonOf(job.Start(kNow)) == Reason::kJobEnded);
  CHECK(ReasonOf(job.Requeue()) == Reason::kJobEnded);
  CHECK(ReasonOf(job.Succeed(kNow)) == Reason::kJobEnded);
  CHECK(ReasonOf(job.Fail(InvalidValue("x"), kNow)) == Reason::kJobEnded);
  CHECK(job.state().status == JobStatus::kCancelled);
}

}  // namespace
}  // namespace pipewright::integration
