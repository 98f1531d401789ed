#include "infrastructure/postgres/write/expired_answers.h"

#include <catch2/catch.hpp>
#include <string>

#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/test_database.h"

namespace pipewright::postgres {
namespace {

using testing::AdminConnection;

// A database of its own, for the sweep goes over all tenants.
struct Answers {
  Answers() { testing::MigrateDatabase(database.owner_url()); }

  // An answer of a tenant, that old.
  void Store(int tenant, const std::string& age) {
    AdminConnection admin(database.owner_url());
    admin.Ask("select set_config('app.tenant_id', $1, false)", {TenantText(tenant)});
    admin.Ask(
        "insert into idempotency_keys (tenant_id, user_id, method, request_id, create_time, fingerprint, answer) "
        "values ($1::uuid, gen_random_uuid(), '/a.v1.S/M', gen_random_uuid(), now() - $2::interval, '', '')",
        {TenantText(tenant), age});
  }
  int64_t Purge(int slice) { return PurgeExpiredAnswers(pool, slice, absl::InfiniteFuture()).value(); }
  // How many are left of a tenant.
  std::string Left(int tenant) {
    AdminConnection admin(database.owner_url());
    admin.Ask("select set_config('app.tenant_id', $1, false)", {TenantText(tenant)});
    return admin.Ask("select count(*) from idempotency_keys where tenant_id = $1::uuid", {TenantText(tenant)});
  }
  static std::string TenantText(int tenant) { return TenantId(Uuid({static_cast<uint8_t>(tenant)})).ToString(); }

  testing::EmptyDatabase database;
  Pool pool{{database.app_url(), ""}, 2};
};

TEST_CASE("answers that have expired are deleted, whichever tenant's, and no others") {
  Answers answers;
  for (const int tenant : {1, 2}) {
    answers.Store(tenant, "1 minute");
    answers.Store(tenant, "24 hours");  // expired for this database's clock; not for one that is behind
    answers.Store(tenant, "26 hours");
    answers.Store(tenant, "30 days");
  }
  CHECK(answers.Purge(100) == 4);
  CHECK(answers.Left(1) == "2");
  CHECK(answers.Left(2) == "2");
  CHECK(answers.Purge(100) == 0);
}

TEST_CASE("expired answers go slice by slice, the oldest first") {
  Answers answers;
  answers.Store(1, "26 hours");
  answers.Store(2, "28 hours");
  answers.Store(2, "27 hours");
  CHECK(answers.Purge(2) == 2);
  CHECK(answers.Left(2) == "0");
  CHECK(answers.Left(1) == "1");
  CHECK(answers.Purge(2) == 1);
}

TEST_CASE("while one server sweeps another leaves the answers to it") {
  Answers answers;
  answers.Store(1, "26 hours");
  AdminConnection other(answers.database.owner_url());
  other.Ask("begin");
  REQUIRE(other.Ask("select purge_expired_answers(1)") == "1");
  CHECK(answers.Purge(100) == 0);
  other.Ask("rollback");
  CHECK(answers.Purge(100) == 1);
}

TEST_CASE("the application role deletes no answer of another tenant but by that function") {
  Answers answers;
  answers.Store(1, "26 hours");
  AdminConnection app(answers.database.app_url());
  app.Ask("delete from idempotency_keys");
  CHECK(answers.Left(1) == "1");
}

TEST_CASE("a database that is away is an error of the sweep, not its end") {
  Pool nowhere({"host=/nowhere dbname=nothing", ""}, 1);
  CHECK(PurgeExpiredAnswers(nowhere, 1, absl::InfiniteFuture()).status().code() == absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace pipewright::postgres
