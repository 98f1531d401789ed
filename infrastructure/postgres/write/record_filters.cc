#include "infrastructure/postgres/write/record_filters.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "domain/shared/grants.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/read/filter_sql.h"
#include "infrastructure/postgres/table/codec.h"

namespace pipewright::postgres {
namespace {

// The caller, who reads everything.
RequestContext WithAllRead(const RequestContext& context) {
  RequestContext reading = context;
  auto principal = std::make_shared<Principal>(*context.principal);
  principal->grants = Grants({{"*", "read", Scope::kAll}});
  reading.principal = std::move(principal);
  return reading;
}

}  // namespace

absl::StatusOr<std::vector<bool>> PostgresRecordFilters::Holding(const RecordRef& record,
                                                                 absl::Span<const filter::Condition> conditions) {
  std::vector<bool> holding(conditions.size(), false);
  if (conditions.empty()) return holding;
  const TableLayout& layout = layouts_(record.kind);
  const RequestContext context = WithAllRead(session_.context());
  const FilterReach reach{.caller = context};
  std::vector<Param> params = {session_.tenant(), record.id.ToString()};
  std::vector<std::string> columns;
  columns.reserve(conditions.size());
  for (const filter::Condition& condition : conditions) {
    columns.push_back(absl::StrCat(FilterSql(condition, layout, reach, params), " is true"));
  }
  const Sql sql{absl::StrCat("select ", absl::StrJoin(columns, ", "), " from ", layout.name,
                             " t where t.tenant_id = $1::uuid and t.id = $2::uuid"),
                static_cast<int>(columns.size())};
  RETURN_IF_ERROR(session_.Read(sql, params, [&](Row row) {
    for (size_t i = 0; i < row.size(); ++i) holding[i] = row[i].text == "t";
    return absl::OkStatus();
  }));
  return holding;
}

absl::StatusOr<std::vector<Uuid>> PostgresRecordFilters::NotHolding(RecordKind kind, absl::Span<const Uuid> records,
                                                                    const filter::Condition& condition) {
  std::vector<Uuid> others;
  if (records.empty()) return others;
  const TableLayout& layout = layouts_(kind);
  const RequestContext context = WithAllRead(session_.context());
  const FilterReach reach{.caller = context};
  std::vector<std::string> ids;
  ids.reserve(records.size());
  for (const Uuid& record : records) ids.push_back(record.ToString());
  std::vector<Param> params = {session_.tenant(), ArrayLiteral(ids)};
  const std::string holds = FilterSql(condition, layout, reach, params);
  const Sql sql{
      absl::StrCat("select t.id from ", layout.name, " t where t.tenant_id = $1::uuid and t.id = any($2::uuid[]) and ",
                   holds, " is not true order by t.id"),
      1};
  RETURN_IF_ERROR(
      session_.Read(sql, params, [&](Row row) { return Codec<Uuid>::FromText(row[0].text, others.emplace_back()); }));
  return others;
}

}  // namespace pipewright::postgres
