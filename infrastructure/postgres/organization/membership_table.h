// Memberships in PostgreSQL.
#pragma once

#include "domain/organization/membership.h"
#include "infrastructure/postgres/table/table.h"

namespace pipewright::postgres {

const Table<organization::Membership>& MembershipTable();

}  // namespace pipewright::postgres
