// The repository of memberships in PostgreSQL.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "domain/organization/membership.h"
#include "infrastructure/postgres/write/repository.h"
#include "infrastructure/postgres/write/write_session.h"

namespace pipewright::postgres {

// Whoever changes a membership, every server hears that what it knows about the tenant's members may be wrong.
class PostgresMembershipRepository : public PostgresRepository<organization::Membership> {
 public:
  explicit PostgresMembershipRepository(WriteSession& session);

 protected:
  absl::Status StoreMore(const organization::Membership& member,
                         const std::vector<organization::MembershipEvent>& events) override;
};

}  // namespace pipewright::postgres
