#include "application/organization/role_queries.h"

#include <iterator>
#include <string>
#include <utility>

#include "domain/organization/built_in_roles.h"
#include "domain/shared/status_macros.h"

namespace pipewright::organization {

absl::StatusOr<std::vector<Role>> AllRoles(Directory& directory) {
  std::vector<Role> roles;
  for (const BuiltInRole& role : BuiltInRoles()) {
    roles.push_back({std::string(role.name), std::string(role.description), true, role.grants});
  }
  ASSIGN_OR_RETURN(std::vector<Role> custom, directory.CustomRoles());
  std::move(custom.begin(), custom.end(), std::back_inserter(roles));
  return roles;
}

absl::StatusOr<std::vector<Role>> RoleQueries::Handle(const RequestContext& ctx, const ListRoles&) const {
  std::vector<Role> roles;
  RETURN_IF_ERROR(transactor_.Run(ctx, Transactor::Mode::kCommit, [&](UnitOfWork& uow) -> absl::Status {
    ASSIGN_OR_RETURN(roles, AllRoles(uow.directory()));
    return absl::OkStatus();
  }));
  return roles;
}

}  // namespace pipewright::organization
