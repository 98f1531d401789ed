// The schema rules of docs/architecture.md, asked of the catalog: each query gives what breaks its rule.
#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "infrastructure/postgres/catalog/engagement_store.h"
#include "infrastructure/postgres/catalog/offering_table.h"
#include "infrastructure/postgres/collaboration/attachment_table.h"
#include "infrastructure/postgres/collaboration/interaction_table.h"
#include "infrastructure/postgres/collaboration/note_table.h"
#include "infrastructure/postgres/connection/libpq.h"
#include "infrastructure/postgres/integration/saved_search_table.h"
#include "infrastructure/postgres/organization/business_unit_table.h"
#include "infrastructure/postgres/organization/custom_field_definition_store.h"
#include "infrastructure/postgres/organization/membership_table.h"
#include "infrastructure/postgres/organization/tenant_table.h"
#include "infrastructure/postgres/sales/account_table.h"
#include "infrastructure/postgres/sales/assignment_rule_store.h"
#include "infrastructure/postgres/sales/contact_table.h"
#include "infrastructure/postgres/sales/exchange_rate_store.h"
#include "infrastructure/postgres/sales/lead_table.h"
#include "infrastructure/postgres/sales/lost_reason_store.h"
#include "infrastructure/postgres/sales/merge_store.h"
#include "infrastructure/postgres/sales/opportunity_store.h"
#include "infrastructure/postgres/sales/pipeline_store.h"
#include "infrastructure/postgres/sales/vendor_table.h"
#include "infrastructure/postgres/tasks/task_table.h"
#include "tests/support/infrastructure/test_database.h"

namespace pipewright::postgres {
namespace {

// Tables of no tenant. A new one belongs here only if it holds no tenant's data.
constexpr char kGlobalTables[] =
    "('schema_migrations', 'users', 'sessions', 'spent_refresh_tokens', 'sign_in_attempts', 'platform_operators', "
    "'signing_keys', 'server_secrets', 'event_retention', 'account_entries')";

// Unique across tenants: the name by which a tenant is found.
constexpr char kGlobalUniqueIndexes[] = "('tenants_slug_key')";

// What works across tenants: with the condition that limits it written inside.
constexpr char kDefinerFunctions[] =
    "('tenants_of_user', 'all_tenants', 'purge_expired_answers', 'events_ahead', 'keep_events', 'claim_job', "
    "'sweep_job_chunks', 'analyze_if_unknown', 'match_key_backlog_next', 'search_candidates', 'search_backlog_next', "
    "'drop_stale_uploads', 'drop_unused_contents', 'known_contents', 'note_account_change')";

std::string TenantTables() {
  return std::string(
             "with tenant_tables as (select oid, relname::text as name from pg_class where relkind in ('r', 'p') and "
             "relnamespace = 'public'::regnamespace and relname not in ") +
         kGlobalTables + ") ";
}

// The offenders, one a line; empty when the rule holds.
std::string Offenders(const std::string& sql) {
  const auto connection = Connect(pipewright::testing::TestDatabase::Get().owner_url());
  INFO(connection.status().message());
  REQUIRE(connection.ok());
  const auto result = Execute(connection->get(), sql);
  INFO(result.status().message());
  REQUIRE(result.ok());
  std::string names;
  for (int row = 0; row < PQntuples(result->get()); ++row) {
    names += CellText(*result, row, 0) + "\n";
  }
  return names;
}

TEST_CASE("the catalog is read at all") {
  CHECK_THAT(Offenders(TenantTables() + "select name from tenant_tables"), Catch::Contains("accounts"));
}

TEST_CASE("every table of a tenant starts its primary key with tenant_id") {
  CHECK(Offenders(TenantTables() +
                  "select name from tenant_tables t where not exists (select from pg_index i join pg_attribute a on "
                  "a.attrelid = i.indrelid and a.attnum = i.indkey[0] where i.indrelid = t.oid and i.indisprimary and "
                  "a.attname = 'tenant_id')") == "");
}

// Tables of superseded versions, each with the table whose versions they are.
constexpr char kHistories[] =
    "(select v.oid as versions, p.confrelid as present from pg_class v join pg_constraint p on p.conrelid = v.oid and "
    "p.contype = 'f' where v.relname like '%\\_versions' and v.relnamespace = 'public'::regnamespace)";

// A partitioned log is no record: nothing refers to its rows, its unique indexes must hold the partition's key, and one
// index less on the way of every write is worth more than a second proof that UUIDs differ. Its primary key is the
// order in which it is read.
TEST_CASE("a record's primary key is tenant_id and id, of a superseded version also its number") {
  CHECK(Offenders(TenantTables() +
                  "select name from tenant_tables t where exists (select from pg_attribute a where a.attrelid = t.oid "
                  "and a.attname = 'id') and name <> 'events' and (select array_agg(a.attname::text order by k.n) from "
                  "pg_index i, "
                  "unnest(i.indkey::int2[]) with ordinality k(attnum, n) join pg_attribute a on a.attnum = k.attnum "
                  "where i.indrelid = t.oid and a.attrelid = t.oid and i.indisprimary) <> array['tenant_id', 'id'] || "
                  "case when name like '%\\_versions' then array['version'] else array[]::text[] end") == "");
}

TEST_CASE("a table of superseded versions has the columns of its table, and goes with its records") {
  CHECK_THAT(Offenders(std::string("select h.versions::regclass from ") + kHistories + " h"),
             Catch::Contains("opportunity_versions"));
  CHECK(Offenders(std::string("select h.present::regclass || '.' || a.attname from ") + kHistories +
                  " h join pg_attribute a on a.attrelid = h.present and a.attnum > 0 and not a.attisdropped left join "
                  "pg_attribute b on b.attrelid = h.versions and b.attname = a.attname where (b.atttypid, "
                  "b.attnotnull) is distinct from (a.atttypid, a.attnotnull)") == "");
  CHECK(Offenders(std::string("select h.versions::regclass from ") + kHistories +
                  " h where not exists (select from pg_constraint c where c.conrelid = h.versions and c.contype = 'f' "
                  "and c.confdeltype = 'c')") == "");
}

TEST_CASE("every unique index of a tenant's table starts with tenant_id") {
  CHECK(Offenders(TenantTables() +
                  "select i.indexrelid::regclass from pg_index i join tenant_tables t on t.oid = i.indrelid left join "
                  "pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0] where i.indisunique and "
                  "a.attname is distinct from 'tenant_id' and i.indexrelid::regclass::text not in " +
                  kGlobalUniqueIndexes) == "");
}

TEST_CASE("a reference between two tables of a tenant starts with tenant_id on both sides") {
  CHECK(
      Offenders(TenantTables() +
                "select c.conrelid::regclass || '.' || c.conname from pg_constraint c join tenant_tables f on f.oid = "
                "c.conrelid join tenant_tables t on t.oid = c.confrelid join pg_attribute a on a.attrelid = "
                "c.conrelid and a.attnum = c.conkey[1] join pg_attribute b on b.attrelid = c.confrelid and b.attnum = "
                "c.confkey[1] where c.contype = 'f' and (a.attname <> 'tenant_id' or b.attname <> 'tenant_id')") == "");
}

TEST_CASE("no record refers to its row in tenants, whose lock every write would share") {
  CHECK(Offenders("select conrelid::regclass from pg_constraint where contype = 'f' and confrelid = "
                  "'tenants'::regclass") == "");
}

TEST_CASE("every foreign key has an index that starts with its columns") {
  // In any order behind each other: each leading column of the index is one of the key's, as many as the key has.
  CHECK(Offenders("select c.conrelid::regclass || '.' || c.conname from pg_constraint c where c.contype = 'f' and "
                  "c.connamespace = 'public'::regnamespace and not exists (select from pg_index i where i.indrelid = "
                  "c.conrelid and (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey)") == "");
}

// Of every table whose records are listed.
std::vector<const TableLayout*> ListedLayouts() {
  return {&AccountTable().layout(),      &ContactTable().layout(),
          &LeadTable().layout(),         &OpportunityTable().layout(),
          &PipelineTable().layout(),     &MembershipTable().layout(),
          &TenantTable().layout(),       &TaskTable().layout(),
          &VendorTable().layout(),       &CustomFieldDefinitionTable().layout(),
          &BusinessUnitTable().layout(), &AssignmentRuleTable().layout(),
          &OfferingTable().layout(),     &EngagementTable().layout(),
          &LostReasonTable().layout(),   &ExchangeRateTable().layout(),
          &MergeTable().layout(),        &SavedSearchTable().layout(),
          &NoteTable().layout(),         &InteractionTable().layout(),
          &AttachmentTable().layout()};
}

TEST_CASE("what lists are sorted by has an index of the tenant, the field and the id") {
  // One that is unique needs no id behind it. Live rows are enough: lists show the deleted ones only when asked to.
  int sortable = 0;
  for (const TableLayout* const layout : ListedLayouts()) {
    for (const ListField& field : layout->fields) {
      if (!field.field.sortable || field.field.name == "id") continue;
      ++sortable;
      const std::string column = field.sql.substr(2);
      INFO(layout->name << "." << column);
      CHECK(Offenders(absl::StrCat(
                "select 'no index' where not exists (select from pg_index i cross join lateral (select "
                "array_agg(a.attname::text order by k.n) as columns from unnest(i.indkey::int2[]) with ordinality "
                "k(attnum, n) join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum) c where "
                "i.indrelid = '",
                layout->name,
                "'::regclass and coalesce(pg_get_expr(i.indpred, i.indrelid), '(delete_time IS NULL)') = "
                "'(delete_time IS NULL)' and (c.columns = array['tenant_id', '",
                column, "', 'id'] or i.indisunique and c.columns = array['tenant_id', '", column, "']))")) == "");
    }
  }
  CHECK(sortable > 20);
}

TEST_CASE("the fields that imports find records by have an index of the tenant and the field") {
  // As the services' Import lines list them. Deleted records and those without a value aren't looked for.
  for (const auto& [table, column] :
       {std::pair("accounts", "code"), std::pair("accounts", "email"), std::pair("accounts", "name"),
        std::pair("contacts", "email"), std::pair("leads", "code"), std::pair("leads", "email"),
        std::pair("opportunities", "code"), std::pair("opportunities", "title"), std::pair("tasks", "title"),
        std::pair("vendors", "code"), std::pair("vendors", "email"), std::pair("vendors", "name"),
        std::pair("business_units", "name"), std::pair("assignment_rules", "name"), std::pair("offerings", "sku"),
        std::pair("offerings", "name")}) {
    INFO(table << "." << column);
    CHECK(Offenders(absl::StrCat(
              "select 'no index' where not exists (select from pg_index i cross join lateral (select "
              "array_agg(a.attname::text order by k.n) as columns from unnest((i.indkey::int2[])[0:1]) with ordinality "
              "k(attnum, n) join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum) c where i.indrelid "
              "= '",
              table, "'::regclass and c.columns = array['tenant_id', '", column,
              "'] and coalesce(pg_get_expr(i.indpred, i.indrelid), '(delete_time IS NULL)') in ('(delete_time IS "
              "NULL)', '((delete_time IS NULL) AND (",
              column, " IS NOT NULL))'))")) == "");
  }
}

TEST_CASE("texts that lists are sorted by, and tags, compare by their bytes") {
  for (const TableLayout* const layout : ListedLayouts()) {
    for (const ListField& field : layout->fields) {
      if (!field.by_bytes) continue;
      const std::string table = field.link_table.empty() ? layout->name : field.link_table;
      const std::string column = field.link_table.empty() ? field.sql.substr(2) : field.sql;
      INFO(table << "." << column);
      CHECK(Offenders(absl::StrCat("select attname from pg_attribute where attrelid = '", table,
                                   "'::regclass and attname = '", column,
                                   "' and attcollation <> '\"C\"'::regcollation")) == "");
    }
  }
}

// "contacts.account_id": the columns with a foreign key to a table, but those that hang on a record of it (tags), and
// what stays as it was: what a duplicate was merged into, and what a lead became.
std::set<std::string> ColumnsReferringTo(const std::string& table) {
  const std::string names = Offenders(absl::StrCat(
      "select c.conrelid::regclass || '.' || a.attname from pg_constraint c join pg_attribute a on a.attrelid = "
      "c.conrelid and a.attnum = c.conkey[2] where c.contype = 'f' and c.confdeltype <> 'c' and c.confrelid = '",
      table,
      "'::regclass and a.attname <> 'merged_into_id' and c.conrelid <> 'lead_conversions'::regclass order by 1"));
  return absl::StrSplit(names, '\n', absl::SkipEmpty());
}

template <class A>
void AddReferences(const Table<A>& table, RecordKind kind, std::set<std::string>& columns) {
  for (const auto& reference : table.ReferencesTo(kind)) {
    if (!reference.custom) columns.insert(absl::StrCat(reference.table, ".", reference.column));
  }
}

// A table that is added later belongs here, and its repository among those of UnitOfWork::records.
TEST_CASE("merges know every column that refers to a kind of record that is merged") {
  for (const auto& [table, kind] :
       {std::pair("accounts", RecordKind::kAccount), std::pair("contacts", RecordKind::kContact)}) {
    INFO(table);
    std::set<std::string> columns;
    AddReferences(AccountTable(), kind, columns);
    AddReferences(ContactTable(), kind, columns);
    AddReferences(OpportunityTable(), kind, columns);
    AddReferences(TaskTable(), kind, columns);
    AddReferences(NoteTable(), kind, columns);
    AddReferences(InteractionTable(), kind, columns);
    AddReferences(AttachmentTable(), kind, columns);
    AddReferences(LeadTable(), kind, columns);
    AddReferences(EngagementTable(), kind, columns);
    CHECK(columns.size() >= 4);
    CHECK(columns == ColumnsReferringTo(table));
  }
}

TEST_CASE("row level security is enabled and forced on every table of a tenant, with the one policy") {
  CHECK(Offenders(TenantTables() + "select c.relname from pg_class c join tenant_tables t on t.oid = c.oid where not "
                                   "(c.relrowsecurity and c.relforcerowsecurity)") == "");
  CHECK(
      Offenders(TenantTables() +
                "select name from tenant_tables t where not exists (select from pg_policy p where p.polrelid = t.oid "
                "and p.polname = 'tenant_isolation' and p.polcmd = '*' and p.polpermissive and p.polroles = '{0}' and "
                "pg_get_expr(p.polqual, p.polrelid) ~ '^\\(tenant_id = \\( SELECT pipewright_tenant\\(\\) AS "
                "pipewright_tenant\\)\\)$' and pg_get_expr(p.polwithcheck, p.polrelid) = pg_get_expr(p.polqual, "
                "p.polrelid))") == "");
}

TEST_CASE("no policy lets the application role past its tenant") {
  CHECK(Offenders("select p.polrelid::regclass || '.' || p.polname from pg_policy p where p.polname <> "
                  "'tenant_isolation' and (p.polroles @> '{0}' or exists (select from unnest(p.polroles) r where "
                  "pg_has_role('pipewright_app', r, 'member')))") == "");
}

TEST_CASE("money is bigint, and nothing is an enum or a float") {
  CHECK(Offenders("select attrelid::regclass || '.' || attname from pg_attribute join pg_class on pg_class.oid = "
                  "attrelid where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and attname like "
                  "'%\\_e4' and atttypid <> 'bigint'::regtype") == "");
  CHECK(Offenders("select typname from pg_type where typtype = 'e' and typnamespace = 'public'::regnamespace") == "");
  CHECK(Offenders("select attrelid::regclass || '.' || attname from pg_attribute join pg_class on pg_class.oid = "
                  "attrelid where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and attnum > 0 and "
                  "atttypid in ('float4'::regtype, 'float8'::regtype, 'money'::regtype)") == "");
}

TEST_CASE("an amount of money has its currency beside it") {
  CHECK(Offenders("select a.attrelid::regclass || '.' || a.attname from pg_attribute a join pg_class on pg_class.oid = "
                  "a.attrelid where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and a.attname like "
                  "'%\\_e4' and not exists (select from pg_attribute b where b.attrelid = a.attrelid and b.attname = "
                  "regexp_replace(a.attname, '_e4$', '_currency'))") == "");
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
  CHECK(Offenders("select relname from pg_class where (relname in ('audit_entries', 'account_entries', 'events', "
                  "'schema_migrations') or relname "
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

TEST_CASE("only the listed functions run with the rights of their owner, each with a fixed search path") {
  CHECK(
      Offenders(std::string("select proname from pg_proc where prosecdef and pronamespace = 'public'::regnamespace and "
                            "(proname not in ") +
                kDefinerFunctions +
                " or proconfig is null or not exists (select from unnest(proconfig) s where s like "
                "'search\\_path=%'))") == "");
  // Only a table's owner may analyze it; the function reads and changes no row.
  CHECK(Offenders("select proname from pg_proc p join pg_roles r on r.oid = p.proowner where p.prosecdef and "
                  "p.pronamespace = 'public'::regnamespace and proname <> 'analyze_if_unknown' and "
                  "(r.rolsuper or r.rolbypassrls or r.rolcanlogin)") == "");
}

}  // namespace
}  // namespace pipewright::postgres
