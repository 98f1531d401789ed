// The members of a tenant, as the tables see them that refer to users.
#pragma once

#include "infrastructure/postgres/table/column.h"

namespace pipewright::postgres {

const TableLayout& MemberLayout();

// A column that holds a user's id: "owner.email" is that of the member of the tenant.
template <class S>
Column<S> ReferringToMember(std::string name, Column<S> column) {
  const std::string key = column.physical.front().name;
  return std::move(column).Referring(std::move(name), MemberLayout, {{key, "user_id"}});
}

}  // namespace pipewright::postgres
