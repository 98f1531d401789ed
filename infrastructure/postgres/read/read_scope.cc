#include "infrastructure/postgres/read/read_scope.h"

#include "absl/strings/str_cat.h"

namespace pipewright::postgres {
namespace {

// " or …" for each reference that opens the record, where the caller may read records of that kind.
std::string ByReferences(const TableLayout& layout, const RequestContext& context, std::vector<Param>& params) {
  std::string sql;
  for (const std::string& name : layout.read_with) {
    const ListReference& reference = *layout.FindReference(name);
    const TableLayout& there = reference.table();
    const auto& [ours, theirs] = reference.keys.back();
    if (context.principal->ScopeOf(there.resource, "read") == Scope::kNone) continue;
    // The reference is taken out of t before t is the other record: the scope is told of that alias.
    absl::StrAppend(&sql, " or exists (select from (select t.", ours, ") r (key) join ", there.name,
                    " t on t.tenant_id = $1::uuid and t.", theirs, " = r.key", ReadScope(there, context, params), ")");
  }
  return sql;
}

}  // namespace

std::string ReadScope(const TableLayout& layout, const RequestContext& context, std::vector<Param>& params) {
  const Principal& caller = *context.principal;
  const Scope scope = caller.ScopeOf(layout.resource, "read");
  if (scope == Scope::kNone) return " and false";
  if (!layout.scope || (scope == Scope::kAll && !layout.scope_limits_all)) return "";
  if (!caller.user.has_value()) return " and false";

  params.emplace_back(caller.user->ToString());
  const std::string me = absl::StrCat("$", params.size(), "::uuid");
  std::string users;
  if (scope == Scope::kUnit) {
    std::vector<std::string> ids = {caller.user->ToString()};
    for (const UserId& user : caller.unit_users) ids.push_back(user.ToString());
    params.emplace_back(ArrayLiteral(ids));
    users = absl::StrCat("$", params.size(), "::uuid[]");
  } else {
    users = absl::StrCat("array[", me, "]");
  }
  // Both are bound even where the predicate doesn't mention them, so that numbers stay as counted.
  return absl::StrCat(" and ", me, " is not null and ", users, " is not null and (", layout.scope(scope, me, users),
                      ByReferences(layout, context, params), ")");
}

}  // namespace pipewright::postgres
