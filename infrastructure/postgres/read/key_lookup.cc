#include "infrastructure/postgres/read/key_lookup.h"

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/read/read_scope.h"
#include "infrastructure/postgres/table/codec.h"

namespace pipewright::postgres {

absl::StatusOr<std::vector<FoundKey>> PostgresKeyLookup::Find(const RequestContext& context, absl::string_view field,
                                                              const std::vector<std::string>& values) const {
  const ListField* const column = layout_.FindField(field);
  if (column == nullptr || !column->link_table.empty()) {
    return InvalidValue(absl::StrCat("records can't be found by ", field));
  }
  std::vector<Param> params = {context.tenant().ToString(), ArrayLiteral(values)};
  // Key by key, so that the plan is the same for few values and many; OFFSET 0 keeps the planner from making it a join.
  const Sql sql{
      absl::StrCat(
          "select found.key::text, found.id, found.version from (select distinct key from unnest($2::", column->cast,
          "[]) key) asked cross join lateral (select ", column->sql, " as key, t.id, t.version from ", layout_.name,
          " t where t.tenant_id = $1::uuid and ", column->sql, " = asked.key",
          field == "id" ? "" : " and t.delete_time is null", ReadScope(layout_, context, params), " offset 0) found"),
      3};
  ASSIGN_OR_RETURN(auto lease, pool_.Acquire(context.principal->tenant, context.deadline));
  RETURN_IF_ERROR(lease->PrepareSession(context.principal->tenant, context.deadline));
  // Without statistics the plan would read all of the tenant's records for each key: an import's first rows come before
  // autovacuum.
  RETURN_IF_ERROR(lease->Read(
      {"select analyze_if_unknown($1::regclass)", 1}, {layout_.name}, [](Row) { return absl::OkStatus(); },
      context.cancellation.get()));
  std::vector<FoundKey> found;
  RETURN_IF_ERROR(lease->Read(
      sql, params,
      [&](Row row) {
        FoundKey& key = found.emplace_back(FoundKey{std::string(row[0].text), std::string(row[1].text)});
        return Codec<int64_t>::FromText(row[2].text, key.version);
      },
      context.cancellation.get()));
  return found;
}

}  // namespace pipewright::postgres
