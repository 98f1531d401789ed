// A stolen connection of the application role tries to have functions of its own run as somebody else.
#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/test_database.h"

namespace pipewright::postgres {
namespace {

using testing::AdminConnection;

// A call of each definer function: of a table where it takes one, and otherwise with nulls.
constexpr char kCalls[] = R"(
  select format('select count(*) from %s(%s)', p.oid::regproc, (
    select string_agg(case when t = 'regclass'::regtype then $$'public.accounts'::regclass$$
                           else format('null::%s', t::regtype) end, ', ' order by n)
    from unnest(p.proargtypes::oid[]) with ordinality a (t, n)))
  from pg_proc p where p.prosecdef and p.pronamespace = 'public'::regnamespace order by 1)";

TEST_CASE("a temporary view in a catalogue's place doesn't run as a function's owner", "[attack]") {
  const testing::EmptyDatabase database;
  testing::MigrateDatabase(database.owner_url());
  AdminConnection owner(database.owner_url());
  // The functions must hold without the lock in front of them.
  owner.Ask(
      "do $$ begin execute format('grant temporary on database %I to pipewright_app', current_database()); end $$");
  AdminConnection app(database.app_url());
  app.Ask("create temporary table ran_as (name text)");
  app.Ask("grant all on ran_as to public");
  app.Ask(
      "create function pg_temp.evil() returns boolean language plpgsql as $$ begin insert into pg_temp.ran_as values "
      "(current_user); return true; end $$");
  for (const char* const catalogue : {"pg_class", "pg_proc", "pg_namespace", "pg_stats"}) {
    app.Ask(absl::StrCat("create temporary view ", catalogue, " as select * from pg_catalog.", catalogue,
                         " where pg_temp.evil() offset 0"));
    app.Ask(absl::StrCat("grant select on pg_temp.", catalogue, " to public"));
  }
  const auto calls = owner.Rows(kCalls);
  REQUIRE(calls.size() > 10);
  for (const auto& call : calls) {
    INFO(call[0]);
    try {
      app.Ask(call[0]);
    } catch (const std::runtime_error&) {
      // That it fails is as good as that it does nothing.
    }
  }
  CHECK(app.Ask("select string_agg(distinct name, ', ') from pg_temp.ran_as where name <> 'pipewright_app'").empty());
}

}  // namespace
}  // namespace pipewright::postgres
