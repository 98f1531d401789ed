// Which roles there are.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "application/organization/directory.h"
#include "application/unit_of_work.h"

namespace pipewright::organization {

// The built-in roles, widest first, then the tenant's own by name.
absl::StatusOr<std::vector<Role>> AllRoles(Directory& directory);

struct ListRoles {};

// Thread safe.
class RoleQueries {
 public:
  explicit RoleQueries(Transactor& transactor) : transactor_(transactor) {}
  absl::StatusOr<std::vector<Role>> Handle(const RequestContext& ctx, const ListRoles& query) const;

 private:
  Transactor& transactor_;
};

}  // namespace pipewright::organization
