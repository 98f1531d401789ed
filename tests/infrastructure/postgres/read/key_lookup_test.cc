#include "infrastructure/postgres/read/key_lookup.h"

#include <catch2/catch.hpp>
#include <string>

#include "infrastructure/postgres/sales/account_table.h"
#include "tests/support/application/fake_ports.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/test_database.h"

namespace pipewright::postgres {
namespace {

using testing::AdminConnection;

// A database of its own, in which nothing was analyzed, with ten accounts: too few for autovacuum to come by.
struct Accounts {
  Accounts() {
    testing::MigrateDatabase(database.owner_url());
    AdminConnection admin(database.owner_url());
    const std::string tenant = context.tenant().ToString();
    admin.Ask("select set_config('app.tenant_id', $1, false)", {tenant});
    admin.Rows(
        "insert into accounts (tenant_id, id, version, create_time, update_time, delete_time, code, kind, name, "
        "description, industry, region, website, status, vip) select $1::uuid, gen_random_uuid(), n, now(), now(), "
        "case n when 3 then now() end, 'A' || n, 'BUSINESS', 'Account ' || n, '', '', '', '', 'CUSTOMER', false "
        "from generate_series(1, 10) n",
        {tenant});
  }

  // -1 while PostgreSQL has no statistics.
  std::string RowsKnown() {
    return AdminConnection(database.owner_url()).Ask("select reltuples from pg_class where relname = 'accounts'");
  }

  testing::EmptyDatabase database;
  const RequestContext context = ContextOf();
  Pool pool{{database.app_url(), ""}, 1};
  PostgresKeyLookup lookup{pool, AccountTable().layout()};
};

TEST_CASE("live records are found by a key, each once", "[key_lookup]") {
  Accounts accounts;
  const auto found = accounts.lookup.Find(accounts.context, "name", {"Account 2", "Account 3", "Account 2", "Account"});
  INFO(found.status());
  REQUIRE(found.ok());
  REQUIRE(found->size() == 1);
  CHECK(found->front().value == "Account 2");
  CHECK(found->front().version == 2);
}

// Without them PostgreSQL took any index of the tenant's accounts, and an import by name read all of them for each row.
TEST_CASE("a lookup sees to it that there are statistics", "[key_lookup]") {
  Accounts accounts;
  REQUIRE(accounts.RowsKnown() == "-1");
  REQUIRE(accounts.lookup.Find(accounts.context, "name", {"Account 1"}).ok());
  CHECK(accounts.RowsKnown() == "10");
}

TEST_CASE("nobody else's table is analyzed for the asking", "[key_lookup]") {
  Accounts accounts;
  testing::AllowTemporaryObjects(accounts.database.owner_url());
  AdminConnection app(accounts.database.app_url());
  app.Rows("create temporary table mine (n int)");
  app.Rows("insert into mine select generate_series(1, 10)");
  app.Ask("select analyze_if_unknown('mine'::regclass)");
  CHECK(app.Ask("select reltuples from pg_class where relname = 'mine'") == "-1");
}

}  // namespace
}  // namespace pipewright::postgres
