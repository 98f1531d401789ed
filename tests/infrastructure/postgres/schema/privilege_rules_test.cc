// Who may do what in the database, asked of the catalog: each query gives what breaks its rule.
#include <catch2/catch.hpp>
#include <string>

#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/schema_catalog.h"
#include "tests/support/infrastructure/test_database.h"

namespace pipewright::postgres {
namespace {

using testing::Offenders;
using testing::TenantTables;

// What works across tenants: with the condition that limits it written inside.
constexpr char kDefinerFunctions[] =
    "('tenants_of_user', 'all_tenants', 'purge_expired_answers', 'events_ahead', 'keep_events', 'claim_job', "
    "'sweep_job_chunks', 'analyze_if_unknown', 'match_key_backlog_next', 'search_candidates', 'search_backlog_next', "
    "'drop_stale_uploads', 'drop_unused_contents', 'known_contents', 'password_hash_of', 'set_password_hash', "
    "'record_sign_in', 'is_operator', 'make_operator', 'stored_signing_keys', 'store_signing_key', "
    "'drop_signing_keys', 'note_account_change', 'note_failed_sign_in', 'note_key_change')";

TEST_CASE("row level security is enabled and forced on every table of a tenant, with the one policy") {
  CHECK(Offenders(TenantTables() + "select c.relname from pg_class c join tenant_tables t on t.oid = c.oid where not "
                                   "(c.relrowsecurity and c.relforcerowsecurity)") == "");
  CHECK(
      Offenders(TenantTables() +
                "select name from tenant_tables t where not exists (select from pg_policy p where p.polrelid = t.oid "
                "and p.polname = 'tenant_isolation' and p.polcmd = '*' and p.polpermissive and p.polroles = '{0}' and "
                "pg_get_expr(p.polqual, p.polrelid) = '(tenant_id = pipewright_tenant())' and "
                "pg_get_expr(p.polwithcheck, p.polrelid) = pg_get_expr(p.polqual, "
                "p.polrelid))") == "");
}

TEST_CASE("no policy lets the application role past its tenant") {
  CHECK(Offenders("select p.polrelid::regclass || '.' || p.polname from pg_policy p where p.polname <> "
                  "'tenant_isolation' and (p.polroles @> '{0}' or exists (select from unnest(p.polroles) r where "
                  "pg_has_role('pipewright_app', r, 'member')))") == "");
}

TEST_CASE("a policy becomes part of the statement, so that an index serves it") {
  testing::AdminConnection app(testing::TestDatabase::Get().app_url());
  std::string plan;
  for (const auto& line : app.Rows("explain select from accounts where name = 'x'")) plan += line[0] + "\n";
  CHECK_THAT(plan, Catch::Contains("current_setting('app.tenant_id'"));
  CHECK_THAT(plan, !Catch::Contains("pipewright_tenant"));
  CHECK_THAT(plan, !Catch::Contains("InitPlan"));
}

TEST_CASE("the application role owns nothing, has no power, and can't empty or alter a table") {
  CHECK(Offenders("select oid::regclass from pg_class where relowner = 'pipewright_app'::regrole") == "");
  CHECK(Offenders("select proname from pg_proc where proowner = 'pipewright_app'::regrole") == "");
  CHECK(Offenders("select rolname from pg_roles where rolname = 'pipewright_app' and (rolsuper or rolbypassrls or "
                  "rolcreaterole or rolcreatedb or rolreplication)") == "");
  CHECK(Offenders("select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') "
                  "and has_table_privilege('pipewright_app', oid, 'truncate, references, trigger')") == "");
  CHECK(Offenders("select 'create' where has_schema_privilege('pipewright_app', 'public', 'create')") == "");
}

TEST_CASE("the audit trail, the events and the past can't be changed by the application role") {
  CHECK(Offenders("select relname from pg_class where (relname in ('audit_entries', 'account_entries', "
                  "'installation_entries', 'events', "
                  "'schema_migrations') or "
                  "relname "
                  "like '%\\_versions') and relkind in ('r', 'p') and "
                  "has_table_privilege('pipewright_app', oid, 'update, delete')") == "");
}

TEST_CASE("a partition of the events is under the policy, and out of the application role's reach") {
  const std::string partitions =
      "select c.oid::regclass from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = "
      "'events'::regclass";
  CHECK_THAT(Offenders(partitions), Catch::Contains("events_default"));
  CHECK(Offenders(partitions + " and not (c.relrowsecurity and c.relforcerowsecurity)") == "");
  CHECK(Offenders(partitions + " and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = "
                               "'tenant_isolation')") == "");
  CHECK(Offenders(partitions + " and has_table_privilege('pipewright_app', c.oid, 'select, insert, update, delete')") ==
        "");
  CHECK(Offenders(
            "select 'usage' where has_schema_privilege('pipewright_app', 'pipewright_events', 'usage, create')") == "");
}

TEST_CASE("a stolen connection reaches no password hash, operator or signing key but by the functions", "[attack]") {
  CHECK(Offenders("select p from unnest(array['select', 'update', 'references']) p where "
                  "has_column_privilege('pipewright_app', 'users', 'password_hash', p)") == "");
  CHECK(Offenders("select t || ' ' || p from unnest(array['platform_operators', 'signing_keys']) t, "
                  "unnest(array['select', 'insert', 'update', 'references']) p where "
                  "has_any_column_privilege('pipewright_app', t, p) or has_table_privilege('pipewright_app', t, "
                  "'delete, truncate, trigger')") == "");
  testing::AdminConnection stolen(testing::TestDatabase::Get().app_url());
  for (const char* const sql :
       {"select * from users", "select password_hash from users", "select count(*) from users where password_hash = ''",
        "update users set password_hash = 'x'", "update users set email = password_hash",
        "update users set version = 1 returning password_hash", "insert into users select * from users",
        "delete from users", "select * from platform_operators",
        "insert into platform_operators select id, now() from "
        "users",
        "select * from signing_keys", "delete from signing_keys", "update signing_keys set state = 'ACTIVE'",
        "create view hashes as select password_hash from users", "copy users to stdout"}) {
    INFO(sql);
    CHECK_THROWS(stolen.Ask(sql));
  }
}

TEST_CASE("tables belong to a role that can do nothing else") {
  CHECK(Offenders("select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') "
                  "and relname <> 'schema_migrations' and relowner not in ('pipewright_tables'::regrole, "
                  "'pipewright_event_keeper'::regrole)") == "");
}

TEST_CASE("only the listed functions run with the rights of their owner, and what they name is fixed") {
  CHECK(
      Offenders(std::string("select p.oid::regprocedure from pg_proc p where p.prosecdef and p.pronamespace not in "
                            "('pg_catalog'::regnamespace, 'information_schema'::regnamespace) and p.proname not in ") +
                kDefinerFunctions) == "");
  // Nothing in public can take the place of what a function of pg_catalog is, and nothing temporary comes first. The
  // same for what such functions call, should it have a path of its own.
  CHECK(
      Offenders("select p.oid::regprocedure from pg_proc p where p.pronamespace in ('public'::regnamespace, "
                "'pipewright_events'::regnamespace) and (p.prosecdef or exists (select from unnest(p.proconfig) s "
                "where s like 'search\\_path=%')) and 'search_path=pg_catalog, pg_temp' <> all (coalesce(p.proconfig, "
                "'{}'))") == "");
}

TEST_CASE("whose rights functions run with has no power beyond its tables, and nobody signs in as it") {
  const std::string owners =
      "select distinct r.rolname from pg_proc p join pg_roles r on r.oid = p.proowner where p.prosecdef and "
      "p.pronamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)";
  CHECK_THAT(Offenders(owners), Catch::Contains("pipewright_directory"));
  CHECK(Offenders(owners + " and (r.rolsuper or r.rolbypassrls or r.rolcanlogin or r.rolcreaterole or r.rolcreatedb or "
                           "r.rolreplication)") == "");
  // Neither the one who migrates, nor one that acts as others, nor one that the server may act as.
  CHECK(Offenders(owners + " and r.oid = (select relowner from pg_class where oid = 'schema_migrations'::regclass)") ==
        "");
  CHECK(Offenders(owners + " and exists (select from pg_auth_members m where m.member = r.oid)") == "");
  CHECK(Offenders(owners + " and pg_has_role('pipewright_app', r.oid, 'member')") == "");
  CHECK(Offenders(owners + " and has_schema_privilege(r.oid, 'public', 'create')") == "");
  CHECK(Offenders(owners + " and has_database_privilege(r.oid, current_database(), 'temporary, create')") == "");
}

}  // namespace
}  // namespace pipewright::postgres
