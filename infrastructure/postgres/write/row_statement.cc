#include "infrastructure/postgres/write/row_statement.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace pipewright::postgres {
namespace {

// "$2::uuid, $3::text", or with `suffix` "[]" the arrays of many rows.
std::string Values(const std::vector<PhysicalColumn>& columns, const char* suffix) {
  std::string values;
  for (size_t i = 0; i < columns.size(); ++i) {
    absl::StrAppend(&values, i > 0 ? ", $" : "$", i + 2, "::", columns[i].cast, suffix);
  }
  return values;
}

std::string Names(const std::vector<PhysicalColumn>& columns, const char* separator = ", ") {
  return absl::StrJoin(columns, separator,
                       [](std::string* out, const PhysicalColumn& column) { out->append(column.name); });
}

std::string InsertOne(const std::string& table, const std::vector<PhysicalColumn>& columns) {
  return absl::StrCat("insert into ", table, " (tenant_id, ", Names(columns), ") values ($1::uuid, ",
                      Values(columns, ""), ")");
}

std::string InsertMany(const std::string& table, const std::vector<PhysicalColumn>& columns) {
  return absl::StrCat("insert into ", table, " (tenant_id, ", Names(columns), ") select $1::uuid, u.* from unnest(",
                      Values(columns, "[]"), ") as u");
}

}  // namespace

bool RowStatement::MayOvertake(const RowStatement& earlier) const {
  if (earlier.table == table) return false;
  return free || earlier.leaf || earlier.owner == table;
}

RowStatement InsertStatement(std::string table, const std::vector<PhysicalColumn>& columns) {
  RowStatement statement;
  statement.one = InsertOne(table, columns);
  statement.many = InsertMany(table, columns);
  statement.owner = table;
  statement.table = std::move(table);
  return statement;
}

RowStatement UpdateStatement(const std::string& table, const std::vector<PhysicalColumn>& columns,
                             const History& history) {
  RowStatement statement;
  statement.table = table;
  statement.owner = table;
  statement.update = true;
  std::vector<PhysicalColumn> values = {
      {"id", "uuid"}, {"version", "bigint"}, {"update_time", "timestamptz"}, {"updated_by", "uuid"}};
  std::string set_one = "version = version + 1, update_time = $4::timestamptz, updated_by = $5::uuid";
  std::string set_many = "version = t.version + 1, update_time = u.update_time, updated_by = u.updated_by";
  for (const PhysicalColumn& column : columns) {
    values.push_back(column);
    absl::StrAppend(&set_one, ", ", column.name, " = $", values.size() + 1, "::", column.cast);
    absl::StrAppend(&set_many, ", ", column.name, " = u.", column.name);
  }
  // The statement sees the rows as they were before it.
  std::string kept_one;
  std::string kept_many;
  if (!history.versions.empty()) {
    const std::string insert = absl::StrCat(", kept as (insert into ", history.versions, " (tenant_id, ",
                                            history.columns, ", supersede_time) select t.tenant_id, ", history.select);
    kept_one = absl::StrCat(insert, ", $4::timestamptz from ", table,
                            " t where t.tenant_id = $1::uuid and t.id = $2::uuid and t.version = $3::bigint "
                            "and exists (select from updated))");
    kept_many = absl::StrCat(insert, ", u.update_time from u, ", table,
                             " t where t.tenant_id = $1::uuid and t.id = u.id and t.version = u.version "
                             "and t.id in (select id from updated))");
  }
  statement.one =
      absl::StrCat("with updated as (update ", table, " set ", set_one,
                   " where tenant_id = $1::uuid and id = $2::uuid and version = $3::bigint returning id)", kept_one,
                   " select pipewright_expect_updated('", table, "', array[$2::uuid], array_agg(id)) from updated");
  statement.many = absl::StrCat(
      "with u as (select * from unnest(", Values(values, "[]"), ") as u(", Names(values), ")), updated as (update ",
      table, " as t set ", set_many,
      " from u where t.tenant_id = $1::uuid and t.id = u.id and t.version = u.version returning t.id)", kept_many,
      " select pipewright_expect_updated('", table, "', $2::uuid[], array_agg(id)) from updated");
  return statement;
}

RowStatement UpsertLinkStatement(const std::string& owner, const std::string& table, const std::string& parent,
                                 const std::vector<PhysicalColumn>& columns, bool referenced) {
  std::vector<PhysicalColumn> values = {{parent, "uuid"}};
  values.insert(values.end(), columns.begin(), columns.end());
  std::vector<std::string> updates;
  for (size_t i = 1; i < columns.size(); ++i) {
    updates.push_back(absl::StrCat(columns[i].name, " = excluded.", columns[i].name));
  }
  const std::string on_conflict =
      absl::StrCat(" on conflict (tenant_id, ", parent, ", ", columns[0].name, ") do ",
                   updates.empty() ? "nothing" : absl::StrCat("update set ", absl::StrJoin(updates, ", ")));
  RowStatement statement;
  statement.table = table;
  statement.owner = owner;
  statement.leaf = !referenced;
  statement.one = InsertOne(table, values) + on_conflict;
  statement.many = InsertMany(table, values) + on_conflict;
  return statement;
}

RowStatement DeleteLinkStatement(const std::string& owner, const std::string& table, const std::string& parent,
                                 const PhysicalColumn& key, bool referenced) {
  RowStatement statement;
  statement.table = table;
  statement.owner = owner;
  statement.leaf = !referenced;
  statement.one = absl::StrCat("delete from ", table, " where tenant_id = $1::uuid and ", parent, " = $2::uuid and ",
                               key.name, " = $3::", key.cast);
  statement.many = absl::StrCat("delete from ", table, " as t using unnest($2::uuid[], $3::", key.cast,
                                "[]) as u(parent, key) where t.tenant_id = $1::uuid and t.", parent,
                                " = u.parent and t.", key.name, " = u.key");
  return statement;
}

}  // namespace pipewright::postgres
