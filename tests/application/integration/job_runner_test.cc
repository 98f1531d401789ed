#include "application/integration/job_runner.h"

#include <catch2/catch.hpp>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "application/integration/job_commands.h"
#include "domain/shared/status_macros.h"
#include "tests/support/application/fake_unit_of_work.h"
#include "tests/support/status_matchers.h"

namespace pipewright::integration {
namespace {

// Everybody is an active member, as long as a test doesn't say otherwise.
class Members : public organization::CallerStore {
 public:
  Members() {
    record.member.emplace();
    record.member->roles = {"MEMBER"};
    record.member->base_currency = *Currency::Parse("EUR");
    record.member->time_zone = "UTC";
    record.member->locale = "en";
  }
  absl::StatusOr<std::optional<organization::CallerRecord>> Load(const UserId&, const organization::SessionId&,
                                                                 const std::optional<TenantId>&,
                                                                 const RequestContext&) override {
    return std::optional<organization::CallerRecord>(record);
  }
  absl::StatusOr<std::vector<UserId>> ReportsOf(const UserId&, const TenantId&, const RequestContext&) override {
    return std::vector<UserId>();
  }
  organization::CallerRecord record;
};

class Work : public JobHandler {
 public:
  absl::StatusOr<bool> Run(JobRun& run) override {
    ++runs;
    return work(run);
  }
  std::function<absl::StatusOr<bool>(JobRun&)> work = [](JobRun&) { return true; };
  int runs = 0;
};

class Observer : public JobObserver {
 public:
  void OnAttempt(const JobAttempt& attempt) override { outcomes.emplace_back(attempt.outcome); }
  std::vector<std::string> outcomes;
};

absl::Status Away() { return Unavailable(Reason::kDatabaseUnavailable, "the database is away", absl::Seconds(1)); }

struct Runner {
  Runner() {
    EnqueueJob command;
    command.id = id;
    command.details = {JobKind::kImport, "account", false, 1};
    REQUIRE(JobCommands().Handle(uow.context(), command, uow).ok());
    FakeJobs::Work& queued = uow.job_store().work[id];
    queued.job.creator = uow.context().user();
    queued.job.lease.tenant = uow.context().tenant();
    queued.available_time = uow.clock.now;
  }
  const JobState& job() { return uow.jobs().rows().at(id); }
  bool RunNext() {
    const auto worked = runner.RunNext();
    REQUIRE(worked.ok());
    return *worked;
  }

  JobId id{Uuid({7})};
  FakeUnitOfWork uow;
  FakeTransactor transactor{uow};
  Members store;
  organization::MemberPrincipals members{store};
  FakeIds ids;
  Observer observer;
  Work work;
  JobRunner runner{{uow.job_store(), transactor, members, uow.clock, ids, observer}, {{JobKind::kImport, &work}}};
};

TEST_CASE("a job is done once and leaves the queue", "[job]") {
  Runner test;
  CHECK(test.RunNext());
  CHECK(test.job().status == JobStatus::kSucceeded);
  CHECK(test.uow.job_store().work.empty());
  CHECK_FALSE(test.RunNext());
  CHECK(test.work.runs == 1);
}

TEST_CASE("a job is worked at with the rights that its creator has now", "[job]") {
  Runner test;
  test.store.record.member->roles = {"VIEWER"};
  test.work.work = [](JobRun& run) -> absl::StatusOr<bool> {
    CHECK(run.context.principal->ScopeOf("account", "read") == Scope::kAll);
    CHECK(run.context.principal->ScopeOf("account", "create") == Scope::kNone);
    return true;
  };
  CHECK(test.RunNext());
  CHECK(test.work.runs == 1);
}

TEST_CASE("work under way learns what its creator may do now", "[job]") {
  Runner test;
  test.work.work = [&test](JobRun& run) -> absl::StatusOr<bool> {
    CHECK(run.context.principal->ScopeOf("account", "create") != Scope::kNone);
    test.store.record.member->roles = {"VIEWER"};
    RETURN_IF_ERROR(run.refresh());
    CHECK(run.context.principal->ScopeOf("account", "create") == Scope::kNone);
    test.store.record.member->status = organization::MembershipStatus::kSuspended;
    RETURN_IF_ERROR(run.refresh());
    return true;
  };
  CHECK(test.RunNext());
  CHECK(test.job().status == JobStatus::kFailed);
  CHECK(test.job().failure_reason == "MEMBERSHIP_SUSPENDED");
}

TEST_CASE("the job of somebody who was suspended fails and says so", "[job]") {
  Runner test;
  test.store.record.member->status = organization::MembershipStatus::kSuspended;
  CHECK(test.RunNext());
  CHECK(test.work.runs == 0);
  CHECK(test.job().status == JobStatus::kFailed);
  CHECK(test.job().failure_reason == "MEMBERSHIP_SUSPENDED");
}

TEST_CASE("the jobs of a suspended tenant fail and say so", "[job]") {
  Runner test;
  test.store.record.member->tenant_status = organization::TenantStatus::kSuspended;
  CHECK(test.RunNext());
  CHECK(test.job().failure_reason == "TENANT_SUSPENDED");
}

TEST_CASE("what may pass is tried again, after pauses that double, and not for ever", "[job]") {
  Runner test;
  test.work.work = [](JobRun&) -> absl::StatusOr<bool> { return Away(); };
  for (int64_t attempt = 1; attempt < JobRunner::kMaxAttempts; ++attempt) {
    CHECK(test.RunNext());
    CHECK(test.job().status == JobStatus::kQueued);
    CHECK_FALSE(test.RunNext());
    test.uow.clock.now += PauseAfter(attempt) - absl::Milliseconds(1);
    CHECK_FALSE(test.RunNext());
    test.uow.clock.now += absl::Milliseconds(1);
  }
  CHECK(test.RunNext());
  CHECK(test.work.runs == JobRunner::kMaxAttempts);
  CHECK(test.job().status == JobStatus::kFailed);
  CHECK(test.job().failure_reason == "DATABASE_UNAVAILABLE");
  CHECK(test.job().failure_message == "given up after 5 attempts: the database is away");
  CHECK(test.uow.job_store().work.empty());
  CHECK(PauseAfter(1) == JobRunner::kFirstPause);
  CHECK(PauseAfter(2) == 2 * JobRunner::kFirstPause);
  CHECK(PauseAfter(100) == JobRunner::kMaxPause);
}

TEST_CASE("how an attempt ended is stored as soon as the database is back, and nobody waits for its lease", "[job]") {
  Runner test;
  test.work.work = [&test](JobRun&) -> absl::StatusOr<bool> {
    // It dies while the job is worked at.
    test.transactor.away = Away();
    return Away();
  };
  CHECK(test.RunNext());
  CHECK(test.runner.RunNext().status().code() == absl::StatusCode::kUnavailable);
  CHECK(test.observer.outcomes.empty());
  CHECK(test.job().status == JobStatus::kRunning);

  test.transactor.away = absl::OkStatus();
  test.uow.clock.now += JobRunner::kFirstPause - absl::Milliseconds(1);
  CHECK_FALSE(test.RunNext());
  CHECK(test.observer.outcomes == std::vector<std::string>{"REQUEUED"});
  CHECK(test.job().status == JobStatus::kQueued);

  test.work.work = [](JobRun&) -> absl::StatusOr<bool> { return true; };
  test.uow.clock.now += absl::Milliseconds(1);
  CHECK(test.RunNext());
  CHECK(test.job().status == JobStatus::kSucceeded);
}

TEST_CASE("a claim that the database died over is repeated, and nobody waits for its lease", "[job]") {
  Runner test;
  test.uow.job_store().claims_unanswered = Away();
  CHECK(test.runner.RunNext().status().code() == absl::StatusCode::kUnavailable);
  CHECK(test.work.runs == 0);
  test.uow.job_store().claims_unanswered = absl::OkStatus();
  CHECK(test.RunNext());
  CHECK(test.work.runs == 1);
  CHECK(test.job().status == JobStatus::kSucceeded);
  CHECK_FALSE(test.RunNext());
}

TEST_CASE("what another worker has taken over meanwhile stays that worker's", "[job]") {
  Runner test;
  test.work.work = [&test](JobRun&) -> absl::StatusOr<bool> {
    test.transactor.away = Away();
    return true;
  };
  CHECK(test.RunNext());
  test.uow.clock.now += JobRunner::kLease;
  REQUIRE(test.uow.job_store().Claim(Uuid({8}), test.uow.clock.now, test.uow.clock.now + JobRunner::kLease).ok());
  test.transactor.away = absl::OkStatus();
  CHECK_FALSE(test.RunNext());
  CHECK(test.observer.outcomes == std::vector<std::string>{"ABANDONED"});
  CHECK(test.uow.job_store().work.size() == 1);
}

TEST_CASE("an attempt that came further counts as the first", "[job]") {
  Runner test;
  test.work.work = [](JobRun& run) -> absl::StatusOr<bool> {
    run.progressed = true;
    return Away();
  };
  for (int i = 0; i < 3 * JobRunner::kMaxAttempts; ++i) {
    CHECK(test.RunNext());
    test.uow.clock.now += JobRunner::kFirstPause;
  }
  CHECK(test.job().status == JobStatus::kQueued);
}

TEST_CASE("whatever may be over the next time is tried again", "[job]") {
  using Code = absl::StatusCode;
  for (const Code code : {Code::kUnavailable, Code::kAborted, Code::kDeadlineExceeded, Code::kResourceExhausted,
                          Code::kInternal, Code::kUnknown, Code::kCancelled}) {
    CAPTURE(absl::StatusCodeToString(code));
    Runner test;
    test.work.work = [&](JobRun&) -> absl::StatusOr<bool> { return absl::Status(code, "not now"); };
    CHECK(test.RunNext());
    CHECK(test.job().status == JobStatus::kQueued);
    CHECK(test.observer.outcomes == std::vector<std::string>{"REQUEUED"});
  }
  for (const Code code :
       {Code::kInvalidArgument, Code::kNotFound, Code::kAlreadyExists, Code::kPermissionDenied, Code::kUnauthenticated,
        Code::kFailedPrecondition, Code::kOutOfRange, Code::kUnimplemented, Code::kDataLoss}) {
    CAPTURE(absl::StatusCodeToString(code));
    Runner test;
    test.work.work = [&](JobRun&) -> absl::StatusOr<bool> { return absl::Status(code, "never"); };
    CHECK(test.RunNext());
    CHECK(test.job().status == JobStatus::kFailed);
    CHECK(test.job().failure_message == "never");
  }
}

TEST_CASE("work that throws is tried again, from where it had come", "[job]") {
  Runner test;
  test.work.work = [](JobRun& run) -> absl::StatusOr<bool> {
    run.progressed = true;
    throw std::runtime_error("olga@example.com");
  };
  for (int i = 0; i < 2 * JobRunner::kMaxAttempts; ++i) {
    CHECK(test.RunNext());
    CHECK(test.job().status == JobStatus::kQueued);
    CHECK(test.uow.job_store().work.at(test.id).job.attempts == 1);
    test.uow.clock.now += JobRunner::kFirstPause;
  }
  test.work.work = [](JobRun&) -> absl::StatusOr<bool> { throw std::runtime_error("olga@example.com"); };
  for (int i = 1; i < JobRunner::kMaxAttempts; ++i) {
    CHECK(test.RunNext());
    test.uow.clock.now += JobRunner::kMaxPause;
  }
  CHECK(test.job().status == JobStatus::kFailed);
  CHECK_THAT(test.job().failure_message, !Catch::Contains("olga"));
}

TEST_CASE("what can't pass is not tried again", "[job]") {
  Runner test;
  test.work.work = [](JobRun&) -> absl::StatusOr<bool> { return PermissionDenied("account:create", "no"); };
  CHECK(test.RunNext());
  CHECK(test.job().status == JobStatus::kFailed);
  CHECK(test.job().failure_reason == "PERMISSION_DENIED");
  CHECK(test.uow.job_store().work.empty());
}

TEST_CASE("a job whose worker died is taken over when its lease has expired", "[job]") {
  Runner test;
  REQUIRE(test.uow.job_store().Claim(Uuid({8}), test.uow.clock.now, test.uow.clock.now + JobRunner::kLease).ok());
  CHECK_FALSE(test.RunNext());
  test.uow.clock.now += JobRunner::kLease;
  CHECK(test.RunNext());
  CHECK(test.job().status == JobStatus::kSucceeded);
}

TEST_CASE("a job whose workers die again and again is given up", "[job]") {
  Runner test;
  for (uint8_t i = 0; i < JobRunner::kMaxAttempts; ++i) {
    // Each with a lease of its own: the same one again would be the same claim.
    REQUIRE(test.uow.job_store().Claim(Uuid({8, i}), test.uow.clock.now, test.uow.clock.now + JobRunner::kLease).ok());
    test.uow.clock.now += JobRunner::kLease;
  }
  CHECK(test.RunNext());
  CHECK(test.work.runs == 0);
  CHECK(test.job().status == JobStatus::kFailed);
}

TEST_CASE("a worker that lost its lease leaves the job alone", "[job]") {
  Runner test;
  test.work.work = [&](JobRun&) -> absl::StatusOr<bool> {
    test.uow.clock.now += JobRunner::kLease;
    REQUIRE(test.uow.job_store().Claim(Uuid({8}), test.uow.clock.now, test.uow.clock.now + JobRunner::kLease).ok());
    return true;
  };
  CHECK(test.RunNext());
  CHECK(test.observer.outcomes == std::vector<std::string>{"ABANDONED"});
  CHECK(test.job().status == JobStatus::kRunning);
  CHECK(test.uow.job_store().work.size() == 1);
}

TEST_CASE("a sign of life keeps the lease, and a lost one interrupts the work", "[job]") {
  Runner test;
  test.work.work = [&](JobRun& run) -> absl::StatusOr<bool> {
    test.uow.clock.now += JobRunner::kLease / 2;
    test.runner.Beat();
    test.uow.clock.now += JobRunner::kLease / 2;
    const auto other =
        test.uow.job_store().Claim(Uuid({8}), test.uow.clock.now, test.uow.clock.now + JobRunner::kLease);
    CHECK_FALSE(other->has_value());
    CHECK_FALSE(run.stopping());
    CHECK(test.uow.job_store().Drop(test.id).ok());
    test.runner.Beat();
    CHECK(run.stopping());
    return false;
  };
  CHECK(test.RunNext());
  CHECK(test.work.runs == 1);
}

TEST_CASE("a drain gives the job back without counting an attempt", "[job]") {
  Runner test;
  test.work.work = [&](JobRun& run) -> absl::StatusOr<bool> {
    test.runner.Stop();
    CHECK(run.stopping());
    return false;
  };
  CHECK(test.RunNext());
  CHECK(test.job().status == JobStatus::kQueued);
  CHECK(test.uow.job_store().work.at(test.id).job.attempts == 0);
  CHECK_FALSE(test.RunNext());
}

TEST_CASE("a tenant has so many unfinished jobs and no more, and room again when one has ended", "[job]") {
  Runner test;
  const JobCommands commands;
  const auto enqueue = [&](uint8_t number) {
    EnqueueJob command;
    command.id = JobId(Uuid({8, number}));
    command.details = {JobKind::kImport, "account", false, 1};
    return commands.Handle(test.uow.context(), command, test.uow).status();
  };
  for (uint8_t i = 1; i < JobCommands::kMaxUnfinished; ++i) REQUIRE(enqueue(i).ok());
  const absl::Status refused = enqueue(100);
  CHECK(refused.code() == absl::StatusCode::kResourceExhausted);
  CHECK(DetailsOf(refused).reason == Reason::kTooManyJobs);
  REQUIRE(DetailsOf(refused).quotas.size() == 1);
  CHECK(DetailsOf(refused).quotas[0].subject == "tenant");
  REQUIRE(commands.Handle(test.uow.context(), CancelJob{test.id, std::nullopt}, test.uow).ok());
  CHECK(enqueue(100).ok());
}

TEST_CASE("a cancelled job is nobody's any more", "[job]") {
  Runner test;
  REQUIRE(JobCommands().Handle(test.uow.context(), CancelJob{test.id, Etag(1)}, test.uow).ok());
  CHECK(test.job().status == JobStatus::kCancelled);
  CHECK_FALSE(test.RunNext());
}

TEST_CASE("what is thrown over one job's lease leaves the others theirs", "[job]") {
  Runner test;
  const JobId second(Uuid({9}));
  EnqueueJob command;
  command.id = second;
  command.details = {JobKind::kImport, "account", false, 1};
  REQUIRE(JobCommands().Handle(test.uow.context(), command, test.uow).ok());
  FakeJobs::Work& queued = test.uow.job_store().work[second];
  queued.job.creator = test.uow.context().user();
  queued.job.lease.tenant = test.uow.context().tenant();
  queued.available_time = test.uow.clock.now;

  int beats = 0;
  test.work.work = [&](JobRun& run) -> absl::StatusOr<bool> {
    if (run.job.lease.job == test.id) {
      CHECK(test.RunNext());  // the second, while this one is under way
      return true;
    }
    for (const JobId& bad : {test.id, second}) {
      test.uow.job_store().throws_over = bad;
      test.uow.clock.now += absl::Seconds(1);
      test.runner.Beat();
      const JobId& other = bad == second ? test.id : second;
      CHECK(test.uow.job_store().work.at(other).lease_expire_time == test.uow.clock.now + JobRunner::kLease);
      ++beats;
    }
    return true;
  };
  CHECK(test.RunNext());
  CHECK(beats == 2);
}

}  // namespace
}  // namespace pipewright::integration
