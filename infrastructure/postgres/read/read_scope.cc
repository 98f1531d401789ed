#include "infrastructure/postgres/read/read_scope.h"

#include "absl/strings/str_cat.h"

namespace pipewright::postgres {

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
  return absl::StrCat(" and ", me, " is not null and ", users, " is not null and ", layout.scope(scope, me, users));
}

}  // namespace pipewright::postgres
