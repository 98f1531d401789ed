#include "application/organization/role_queries.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>

#include "application/shared/queries/page_size.h"
#include "domain/organization/built_in_roles.h"
#include "domain/shared/status_macros.h"

namespace pipewright::organization {
namespace {

// Where the roles behind the one of that name begin; it may have been removed since, if it is the tenant's own.
std::vector<Role>::iterator FirstBehind(const std::string& name, std::vector<Role>& roles) {
  const auto found = std::find_if(roles.begin(), roles.end(), [&](const Role& role) { return role.name == name; });
  if (found != roles.end()) return std::next(found);
  return std::find_if(roles.begin(), roles.end(), [&](const Role& role) { return !role.built_in && role.name > name; });
}

}  // namespace

absl::StatusOr<std::vector<Role>> AllRoles(Directory& directory) {
  std::vector<Role> roles;
  for (const BuiltInRole& role : BuiltInRoles()) {
    roles.push_back({std::string(role.name), std::string(role.description), true, role.grants});
  }
  ASSIGN_OR_RETURN(std::vector<Role> custom, directory.CustomRoles());
  std::move(custom.begin(), custom.end(), std::back_inserter(roles));
  return roles;
}

absl::StatusOr<RolePage> RoleQueries::Handle(const RequestContext& ctx, const ListRoles& query) const {
  ASSIGN_OR_RETURN(const int page_size, PageSizeOf(query.page_size));
  const std::string list = PageQuery(ctx.principal->tenant, "role", "", "", false);
  std::optional<std::string> after;
  if (!query.page_token.empty()) {
    ASSIGN_OR_RETURN(const PageStart start, OpenPageToken(query.page_token, list, 1, page_tokens_));
    after = start.keys[0];
  }
  std::vector<Role> roles;
  RETURN_IF_ERROR(transactor_.Run(ctx, Transactor::Mode::kCommit, [&](UnitOfWork& uow) -> absl::Status {
    ASSIGN_OR_RETURN(roles, AllRoles(uow.directory()));
    return absl::OkStatus();
  }));
  // They are few: read whole, and told from the first one on that stands behind the page before.
  const auto begin = after.has_value() ? FirstBehind(*after, roles) : roles.begin();
  const auto end = begin + std::min<ptrdiff_t>(page_size, roles.end() - begin);
  RolePage page;
  if (end != roles.end()) page.next_page_token = SealPageToken({{std::prev(end)->name}}, list, page_tokens_);
  page.roles.assign(std::make_move_iterator(begin), std::make_move_iterator(end));
  return page;
}

}  // namespace pipewright::organization
