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
  testing::AllowTemporaryObjects(database.owner_url());
  AdminConnection owner(database.owner_url());
  AdminConnection app(database.app_url());
  // A sequence keeps what it counted when a call fails after all.
  app.Ask("create temporary sequence ran");
  app.Ask("grant all on sequence ran to public");
  app.Ask(
      "create function pg_temp.evil() returns boolean language plpgsql as $$ begin if current_user <> 'pipewright_app' "
      "then perform nextval('pg_temp.ran'); end if; return true; end $$");
  for (const char* const catalogue : {"pg_class", "pg_proc", "pg_namespace"}) {
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
      // Not all take nulls.
    }
  }
  CHECK(app.Ask("select is_called from pg_temp.ran") == "f");
}

}  // namespace
}  // namespace pipewright::postgres
