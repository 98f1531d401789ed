// The repository of tenants in PostgreSQL.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "domain/organization/tenant.h"
#include "infrastructure/postgres/write/repository.h"
#include "infrastructure/postgres/write/write_session.h"

namespace pipewright::postgres {

// A slug is unique among all tenants, and a tenant's rows are one tenant's: so slugs have a table of their own.
class PostgresTenantRepository : public PostgresRepository<organization::Tenant> {
 public:
  explicit PostgresTenantRepository(WriteSession& session);

 protected:
  absl::Status StoreMore(const organization::Tenant& tenant,
                         const std::vector<organization::TenantEvent>& events) override;
};

}  // namespace pipewright::postgres
