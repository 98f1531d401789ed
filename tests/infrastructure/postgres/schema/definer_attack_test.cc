// A stolen connection of the application role tries to have functions of its own run as somebody else.
#include <catch2/catch.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/test_database.h"

namespace pipewright::postgres {
namespace {

using testing::AdminConnection;

// Calls of each definer function, so that it does what it does: by values of the types of its parameters, and with
// nulls.
constexpr char kCalls[] = R"(
  with given (type, value) as (values
    ('regclass', $$'public.accounts'::regclass$$), ('uuid', 'gen_random_uuid()'), ('uuid[]', 'array[gen_random_uuid()]'),
    ('xid8[]', $$array['3'::xid8]$$), ('bigint[]', 'array[1::bigint]'), ('bigint', '5::bigint'),
    ('text', $$'account'::text$$), ('tsquery[]', $$array['a'::tsquery, 'b'::tsquery]$$),
    ('timestamp with time zone', 'now()'), ('interval', $$'30 days'::interval$$))
  select format('select count(*) from %s(%s)', p.oid::regproc, (
    select string_agg(case when nulls then format('null::%s', format_type(t, null))
                           else coalesce(g.value, format('null::%s', format_type(t, null))) end, ', ' order by n)
    from unnest(p.proargtypes::oid[]) with ordinality a (t, n) left join given g on g.type = format_type(t, null)))
  from pg_proc p cross join (values (false), (true)) n (nulls)
  where p.prosecdef and p.pronamespace = 'public'::regnamespace order by 1)";

// Has the trap made by `set_trap` been sprung by anybody but the attacker? `more`: what the attacker may do beyond what
// a migrated database lets it, as if that had been forgotten.
class Escalation {
 public:
  explicit Escalation(const char* more = "") {
    testing::MigrateDatabase(database_.owner_url());
    testing::AllowTemporaryObjects(database_.owner_url());
    AdminConnection owner(database_.owner_url());
    if (*more != '\0') owner.Ask(more);
    calls_ = owner.Rows(kCalls);
    app_.emplace(database_.app_url());
    // A sequence keeps what it counted when a call fails after all.
    app().Ask("create temporary sequence ran");
    app().Ask("grant all on sequence ran to public");
    app().Ask(
        "create function pg_temp.evil() returns boolean language plpgsql as $$ begin if current_user <> "
        "'pipewright_app' then perform nextval('pg_temp.ran'); end if; return true; end $$");
  }

  AdminConnection& app() { return *app_; }
  const std::string& owner_url() const { return database_.owner_url(); }

  bool Succeeds() {
    REQUIRE(calls_.size() > 20);
    for (const auto& call : calls_) {
      try {
        app().Ask(call[0]);
      } catch (const std::runtime_error&) {
        // Not all take nulls.
      }
    }
    return app().Ask("select is_called from pg_temp.ran") == "t";
  }

 private:
  const testing::EmptyDatabase database_;
  std::optional<AdminConnection> app_;
  std::vector<std::vector<std::string>> calls_;
};

TEST_CASE("an attack is seen where a function lets it by", "[attack]") {
  Escalation attack;
  AdminConnection(attack.owner_url())
      .Ask(
          "create or replace function match_key_backlog_next() returns table (tenant_id uuid, resource text) language "
          "plpgsql security definer set search_path = public as $$ begin perform count(*) from pg_class; end $$");
  attack.app().Ask("create temporary view pg_class as select pg_temp.evil()");
  attack.app().Ask("grant select on pg_temp.pg_class to public");
  CHECK(attack.Succeeds());
}

TEST_CASE("a temporary table or view in the place of any other doesn't run as a function's owner", "[attack]") {
  Escalation attack;
  int made = 0;
  const auto names = AdminConnection(attack.owner_url())
                         .Rows(
                             "select relname, oid::regclass, oid from pg_class where relkind in ('r', 'p', 'v') and "
                             "relnamespace in ('pg_catalog'::regnamespace, 'public'::regnamespace, "
                             "'pipewright_events'::regnamespace) order by 1");
  for (const auto& name : names) {
    // In the place of what the application role may not read stands something of its own.
    const bool readable = attack.app().Ask("select has_table_privilege($1::oid, 'select')", {name[2]}) == "t";
    try {
      attack.app().Ask(absl::StrCat("create temporary view ", name[0], " as select ", readable ? "*" : "pg_temp.evil()",
                                    " from ", readable ? name[1] : "generate_series(1, 2)",
                                    " where pg_temp.evil() offset 0"));
    } catch (const std::runtime_error&) {
      continue;  // a column of it has no type that a view may have
    }
    attack.app().Ask(absl::StrCat("grant all on pg_temp.", name[0], " to public"));
    ++made;
  }
  CHECK(made > 100);
  CHECK_FALSE(attack.Succeeds());
}

TEST_CASE("a temporary domain in the place of a type doesn't run as a function's owner", "[attack]") {
  Escalation attack;
  for (const char* const type : {"uuid", "text", "int8", "bool", "oid", "name", "xid8", "interval", "timestamptz",
                                 "regclass", "regrole", "regnamespace", "tsquery", "tsvector"}) {
    attack.app().Ask(absl::StrCat("create domain pg_temp.", type, " as pg_catalog.", type, " check (pg_temp.evil())"));
  }
  CHECK_FALSE(attack.Succeeds());
}

// Even where it might create in public, for a function or an operator there may fit an argument's type better than the
// one of pg_catalog does.
TEST_CASE("functions, operators and casts that fit better don't run as a function's owner", "[attack]") {
  Escalation attack("grant create on schema public to pipewright_app");
  attack.app().Ask(
      "create function public.evil() returns boolean language plpgsql as $$ begin if current_user <> 'pipewright_app' "
      "then perform nextval('pg_temp.ran'); end if; return true; end $$");
  for (const char* const element : {"uuid", "xid8", "int8", "text", "tsquery"}) {
    INFO(element);
    const std::string array = absl::StrCat("pg_catalog.", element, "[]");
    const std::string one = absl::StrCat("pg_catalog.", element);
    const auto function = [&](const std::string& head, const std::string& returns, const std::string& value) {
      attack.app().Ask(absl::StrCat("create function public.", head, " returns ", returns,
                                    " language plpgsql as $$ begin perform public.evil(); return ", value, "; end $$"));
    };
    function(absl::StrCat("unnest(", array, ")"), absl::StrCat("setof ", one), "next $1[1]");
    function(absl::StrCat("cardinality(", array, ")"), "int", "1");
    function(absl::StrCat("concat(", one, ", oid, text)"), "text", "'x'");
    function(absl::StrCat("append(", array, ", ", array, ")"), array, "$1");
    attack.app().Ask(absl::StrCat("create operator public.|| (function = public.append, leftarg = ", array,
                                  ", rightarg = ", array, ")"));
    function(absl::StrCat("equal(", one, ", ", one, ")"), "boolean", "true");
    for (const char* const name : {"=", "<>", ">", "<", "<="}) {
      attack.app().Ask(absl::StrCat("create operator public.", name, " (function = public.equal, leftarg = ", one,
                                    ", rightarg = ", one, ")"));
    }
  }
  attack.app().Ask(
      "create function public.pg_relation_size(oid) returns bigint language sql as $$ select case when public.evil() "
      "then 1 end $$");
  // A cast takes a type of one's own.
  attack.app().Ask("create type public.own as (value text)");
  attack.app().Ask(
      "create function public.own_uuid(public.own) returns pg_catalog.uuid language sql as $$ select case when "
      "public.evil() then gen_random_uuid() end $$");
  attack.app().Ask("create cast (public.own as pg_catalog.uuid) with function public.own_uuid as implicit");
  CHECK_FALSE(attack.Succeeds());
}

}  // namespace
}  // namespace pipewright::postgres
