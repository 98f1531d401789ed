// The queue of jobs on PostgreSQL: who may work at what, and that who lost a job stores nothing of it.
#include "infrastructure/postgres/integration/job_store.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "application/integration/job_commands.h"
#include "infrastructure/postgres/integration/job_queue.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/worlds.h"
#include "tests/support/status_matchers.h"

namespace pipewright::postgres {
namespace {

using integration::ClaimedJob;
using integration::EnqueueJob;
using integration::JobCheckpoint;
using integration::JobError;
using integration::JobId;
using integration::JobKind;
using integration::JobLease;
using testing::AdminConnection;
using testing::PostgresWorld;

const absl::Duration kLease = absl::Seconds(30);
const Uuid kStranger({99});

// A tenant and its jobs, in a queue that it may share with other tenants.
struct Tenant {
  explicit Tenant(const testing::EmptyDatabase& database)
      : world(database.app_url(), database.owner_url()), owner(database.owner_url()) {
    owner.Ask("select set_config('app.tenant_id', $1, false)", {world.context().tenant().ToString()});
  }

  JobId Enqueue() {
    EnqueueJob command;
    command.id = NewId<JobId>(world.ids());
    command.details = {JobKind::kImport, "account", false, 10};
    command.spec = "the spec";
    const absl::Status stored = world.Run(
        [&](UnitOfWork& uow) { return integration::JobCommands().Handle(world.context(), command, uow).status(); });
    INFO(stored);
    REQUIRE(stored.ok());
    return command.id;
  }
  absl::Status Store(absl::FunctionRef<absl::Status(integration::JobStore&)> change) {
    return world.Run([&](UnitOfWork& uow) { return change(uow.job_store()); });
  }
  std::string Ask(const std::string& sql) { return owner.Ask(sql); }

  PostgresWorld world;
  AdminConnection owner;
};

struct Queue {
  // The job that a worker gets at `now`; nobody's when there is none.
  std::optional<ClaimedJob> Claim(absl::Time now, int tenant_limit = 1000) {
    auto claimed = PostgresJobQueue(tenant.world.pool(), tenant.world.clock(), tenant_limit)
                       .Claim(tenant.world.ids().NewUuid(), now, now + kLease);
    INFO(claimed.status());
    REQUIRE(claimed.ok());
    return *std::move(claimed);
  }
  absl::Time now() { return tenant.world.clock().now; }

  struct Migrated : testing::EmptyDatabase {
    Migrated() { testing::MigrateDatabase(owner_url()); }
  };
  Migrated database;
  Tenant tenant{database};
  PostgresJobQueue jobs{tenant.world.pool(), tenant.world.clock()};
};

JobLease Lost(const ClaimedJob& job) { return {job.lease.tenant, job.lease.job, kStranger}; }

TEST_CASE("a job is one worker's as long as the lease is extended in time", "[job]") {
  Queue queue;
  const JobId id = queue.tenant.Enqueue();
  const absl::Time start = queue.now();
  const auto first = queue.Claim(start);
  REQUIRE(first.has_value());
  CHECK(first->lease.job == id);
  CHECK(first->lease.tenant == queue.tenant.world.context().tenant());
  CHECK(first->creator == queue.tenant.world.context().user());
  CHECK(first->attempts == 1);
  CHECK(first->spec == "the spec");
  CHECK(first->rows_total == 10);
  CHECK_FALSE(queue.Claim(start + kLease - absl::Microseconds(1)).has_value());
  CHECK(queue.jobs.Extend(first->lease, start + 2 * kLease).value());
  CHECK_FALSE(queue.Claim(start + kLease).has_value());

  const auto second = queue.Claim(start + 2 * kLease);
  REQUIRE(second.has_value());
  CHECK(second->attempts == 2);
  // The first one hears of it, and takes nothing back.
  CHECK_FALSE(queue.jobs.Extend(first->lease, start + 9 * kLease).value());
  CHECK(queue.Claim(start + 3 * kLease).has_value());
}

TEST_CASE("a claim that is repeated gets the job that it had, and counts once", "[job]") {
  Queue queue;
  queue.tenant.Enqueue();
  queue.tenant.Enqueue();
  const Uuid lease = queue.tenant.world.ids().NewUuid();
  const absl::Time start = queue.now();
  const auto claim = [&](absl::Time now) {
    auto claimed = queue.jobs.Claim(lease, now, now + kLease);
    INFO(claimed.status());
    REQUIRE(claimed.ok());
    REQUIRE(claimed->has_value());
    return **std::move(claimed);
  };
  const ClaimedJob first = claim(start);
  const ClaimedJob again = claim(start + kLease / 2);
  CHECK(again.lease.job == first.lease.job);
  CHECK(again.attempts == 1);
  // The lease begins anew.
  CHECK(queue.Claim(start + kLease / 2)->lease.job != first.lease.job);
  CHECK_FALSE(queue.Claim(start + kLease).has_value());
}

TEST_CASE("who lost a job stores nothing of it", "[job]") {
  Queue queue;
  queue.tenant.Enqueue();
  const ClaimedJob job = queue.Claim(queue.now()).value();
  const auto all = [&] {
    return queue.tenant.Ask(
               "select string_agg(w::text || j::text, '') from job_work w join jobs j on j.id = w.job_id") +
           queue.tenant.Ask("select count(*) from job_errors");
  };
  const std::string before = all();
  const JobLease lost = Lost(job);
  const JobCheckpoint further{100, 5, 4, 4, 0, 0, 0};
  for (const absl::Status& refused :
       {queue.tenant.Store([&](auto& store) {
          return store.Checkpoint(lost, further, {{2, "name", "X", "no"}});
        }),
        queue.tenant.Store([&](auto& store) { return store.Release(lost, queue.now(), 0); }),
        queue.tenant.Store([&](auto& store) { return store.Drop(lost); })}) {
    CHECK(refused.code() == absl::StatusCode::kAborted);
  }
  CHECK(all() == before);
}

TEST_CASE("what was reached is where the next worker begins, and attempts count from there", "[job]") {
  Queue queue;
  queue.tenant.Enqueue();
  queue.Claim(queue.now());
  const ClaimedJob job = queue.Claim(queue.now() + kLease).value();
  CHECK(job.attempts == 2);
  REQUIRE(queue.tenant
              .Store([&](auto& store) {
                return store.Checkpoint(job.lease, {100, 6, 5, 1, 2, 1, 1}, {{3, "name", "INVALID_FIELD", "no"}});
              })
              .ok());
  const ClaimedJob next = queue.Claim(queue.now() + 2 * kLease).value();
  CHECK(next.attempts == 1);
  CHECK(next.checkpoint.byte_offset == 100);
  CHECK(next.checkpoint.line == 6);
  CHECK(next.checkpoint.rows_done == 5);
  CHECK(next.checkpoint.created_count == 1);
  CHECK(next.checkpoint.updated_count == 2);
  CHECK(next.checkpoint.unchanged_count == 1);
  CHECK(next.checkpoint.failed_count == 1);
  CHECK(queue.tenant.Ask("select rows_done || ' ' || created_count || ' ' || updated_count from jobs") == "5 1 2");
}

TEST_CASE("a job that is given back is free, and waits for its time", "[job]") {
  Queue queue;
  queue.tenant.Enqueue();
  const ClaimedJob job = queue.Claim(queue.now()).value();
  const absl::Time later = queue.now() + absl::Seconds(5);
  REQUIRE(queue.tenant.Store([&](auto& store) { return store.Release(job.lease, later, 1); }).ok());
  CHECK_FALSE(queue.Claim(later - absl::Microseconds(1)).has_value());
  const auto again = queue.Claim(later);
  REQUIRE(again.has_value());
  CHECK(again->attempts == 2);
}

TEST_CASE("a job that has ended is nobody's, and its file is gone", "[job]") {
  Queue queue;
  const JobId id = queue.tenant.Enqueue();
  REQUIRE(queue.jobs.StoreChunk(queue.tenant.world.context(), id, {0, "name\nAcme\n"}).ok());
  const ClaimedJob job = queue.Claim(queue.now()).value();
  REQUIRE(queue.tenant.Store([&](auto& store) { return store.Drop(job.lease); }).ok());
  CHECK_FALSE(queue.Claim(queue.now() + absl::Hours(1)).has_value());
  CHECK(queue.tenant.Ask("select count(*) from job_chunks") == "0");
}

TEST_CASE("the tenant that has the fewest jobs running comes first, then who waited longest", "[job]") {
  Queue queue;
  Tenant other(queue.database);
  const JobId first = queue.tenant.Enqueue();
  const JobId second = queue.tenant.Enqueue();
  other.world.clock().now = queue.now();
  const JobId others = other.Enqueue();
  const absl::Time now = other.world.clock().now;
  CHECK(queue.Claim(now)->lease.job == first);
  CHECK(queue.Claim(now)->lease.job == others);
  CHECK(queue.Claim(now)->lease.job == second);
  CHECK_FALSE(queue.Claim(now).has_value());
}

TEST_CASE("a tenant has so many jobs worked at at once and no more, also when nobody else has one", "[job]") {
  Queue queue;
  queue.tenant.Enqueue();
  queue.tenant.Enqueue();
  queue.tenant.Enqueue();
  const absl::Time now = queue.now();
  const auto first = queue.Claim(now, 2);
  REQUIRE(first.has_value());
  REQUIRE(queue.Claim(now, 2).has_value());
  CHECK_FALSE(queue.Claim(now, 2).has_value());
  Tenant other(queue.database);
  const JobId others = other.Enqueue();
  CHECK(queue.Claim(now, 2)->lease.job == others);
  // The leases of its workers have run out, so it has none.
  CHECK(queue.Claim(now + kLease, 2).has_value());
}

TEST_CASE("a job keeps so many errors and no more", "[job]") {
  Queue queue;
  queue.tenant.Enqueue();
  const ClaimedJob job = queue.Claim(queue.now()).value();
  const std::vector<JobError> many(integration::kMaxJobErrors - 1, JobError{1, "name", "INVALID_FIELD", "no"});
  const std::vector<JobError> more = {{2, "a", "INVALID_FIELD", "the last"}, {3, "b", "INVALID_FIELD", "one too many"}};
  for (const auto* errors : {&many, &more, &more}) {
    REQUIRE(queue.tenant.Store([&](auto& store) { return store.Checkpoint(job.lease, {}, *errors); }).ok());
  }
  CHECK(queue.tenant.Ask("select count(*) from job_errors") == absl::StrCat(integration::kMaxJobErrors));
  CHECK(queue.tenant.Ask("select message from job_errors order by number desc limit 1") == "the last");
}

TEST_CASE("what was uploaded long ago and never got a job is swept, and nothing else", "[job]") {
  Queue queue;
  const RequestContext& context = queue.tenant.world.context();
  const JobId job = queue.tenant.Enqueue();
  const auto broken_off = NewId<JobId>(queue.tenant.world.ids());
  REQUIRE(queue.jobs.StoreChunk(context, job, {0, "a"}).ok());
  REQUIRE(queue.jobs.StoreChunk(context, broken_off, {0, "b"}).ok());
  const absl::Time before = queue.now() + absl::Microseconds(1);
  queue.tenant.world.clock().now += absl::Hours(1);
  const auto under_way = NewId<JobId>(queue.tenant.world.ids());
  REQUIRE(queue.jobs.StoreChunk(context, under_way, {0, "c"}).ok());
  REQUIRE(queue.jobs.SweepChunks(before).ok());
  CHECK(queue.tenant.Ask("select string_agg(convert_from(content, 'utf8'), ',' order by content) from job_chunks") ==
        "a,c");
}

TEST_CASE("the file of a job is not dropped as an upload that broke off", "[job]") {
  Queue queue;
  const RequestContext& context = queue.tenant.world.context();
  const JobId job = queue.tenant.Enqueue();
  const auto broken_off = NewId<JobId>(queue.tenant.world.ids());
  REQUIRE(queue.jobs.StoreChunk(context, job, {0, "a"}).ok());
  REQUIRE(queue.jobs.StoreChunk(context, broken_off, {0, "b"}).ok());
  REQUIRE(queue.jobs.DropChunks(context, job).ok());
  REQUIRE(queue.jobs.DropChunks(context, broken_off).ok());
  CHECK(queue.tenant.Ask("select string_agg(convert_from(content, 'utf8'), ',') from job_chunks") == "a");
}

TEST_CASE("a stored file is read piece by piece from any place, to its end", "[job]") {
  Queue queue;
  const RequestContext& context = queue.tenant.world.context();
  const auto id = NewId<JobId>(queue.tenant.world.ids());
  REQUIRE(queue.jobs.StoreChunk(context, id, {0, "abc"}).ok());
  REQUIRE(queue.jobs.StoreChunk(context, id, {3, std::string("d\0e", 3)}).ok());
  CHECK(queue.jobs.ReadChunk(context, id, 2)->bytes == "abc");
  CHECK(queue.jobs.ReadChunk(context, id, 3)->bytes == std::string("d\0e", 3));
  CHECK(queue.jobs.ReadChunk(context, id, 3)->offset == 3);
  CHECK(queue.jobs.ReadChunk(context, id, 6)->bytes.empty());
}

}  // namespace
}  // namespace pipewright::postgres
