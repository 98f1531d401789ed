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
#include "tests/support/infrastructure/schema_catalog.h"

namespace pipewright::postgres {
namespace {

using testing::Offenders;
using testing::TenantTables;

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
                  "a.attname is distinct from 'tenant_id'") == "");
}

TEST_CASE("no table of a tenant refers to one of no tenant, and none the other way") {
  CHECK(Offenders(TenantTables() +
                  "select conrelid::regclass || '.' || conname from pg_constraint where contype = 'f' and (conrelid in "
                  "(select oid from tenant_tables)) <> (confrelid in (select oid from tenant_tables))") == "");
}

// A distributed table takes neither.
TEST_CASE("no table of a tenant has a trigger of its own, a rule or a parent that it inherits from") {
  CHECK(
      Offenders(TenantTables() +
                "select t.name from tenant_tables t where exists (select from pg_trigger g where g.tgrelid = t.oid and "
                "not g.tgisinternal) or exists (select from pg_rewrite r where r.ev_class = t.oid) or exists (select "
                "from pg_inherits i where i.inhrelid = t.oid)") == "");
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

}  // namespace
}  // namespace pipewright::postgres
