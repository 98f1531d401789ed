// Which roles there are.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "application/organization/directory.h"
#include "application/shared/queries/page_token.h"
#include "application/unit_of_work.h"

namespace pipewright::organization {

// The built-in roles, widest first, then the tenant's own by name.
absl::StatusOr<std::vector<Role>> AllRoles(Directory& directory);

struct ListRoles {
  int page_size = 0;       // page_size.h says what it means
  std::string page_token;  // empty: the first page
};

struct RolePage {
  std::vector<Role> roles;
  std::string next_page_token;  // empty: that was the last page
};

// Thread safe.
class RoleQueries {
 public:
  // Both outlive it.
  RoleQueries(Transactor& transactor, const PageTokenSealer& page_tokens)
      : transactor_(transactor), page_tokens_(page_tokens) {}

  // In the order of AllRoles. kInvalidArgument names page_size; kInvalidArgument/INVALID_PAGE_TOKEN.
  absl::StatusOr<RolePage> Handle(const RequestContext& ctx, const ListRoles& query) const;

 private:
  Transactor& transactor_;
  const PageTokenSealer& page_tokens_;
};

}  // namespace pipewright::organization
