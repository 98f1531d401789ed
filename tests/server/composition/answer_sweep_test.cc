#include "server/composition/answer_sweep.h"

#include <catch2/catch.hpp>

#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/test_database.h"

namespace pipewright::server {
namespace {

TEST_CASE("a sweep goes on as long as a slice is full, and counts what it deleted", "[periodic]") {
  const testing::EmptyDatabase database;
  testing::MigrateDatabase(database.owner_url());
  testing::AdminConnection owner(database.owner_url());
  owner.Ask("select set_config('app.tenant_id', '0190f3c2-7b1e-7c3a-9d4e-5f60718293a4', false)");
  owner.Ask(
      "insert into idempotency_keys (tenant_id, user_id, method, request_id, create_time, fingerprint, answer) select "
      "pipewright_tenant(), gen_random_uuid(), '/a.v1.S/M', gen_random_uuid(), now() - interval '2 days', '', '' from "
      "generate_series(1, 501)");
  postgres::Pool pool({database.app_url(), ""}, 1);
  AnswerSweep sweep(pool);
  CHECK(sweep());
  CHECK(sweep.purged() == 500);
  CHECK_FALSE(sweep());
  CHECK(sweep.purged() == 501);
}

TEST_CASE("a sweep leaves a database that is away alone until the next time", "[periodic]") {
  postgres::Pool nowhere({"host=/nowhere dbname=nothing", ""}, 1);
  AnswerSweep sweep(nowhere);
  CHECK_FALSE(sweep());
  CHECK(sweep.purged() == 0);
}

}  // namespace
}  // namespace pipewright::server
