// What is known about callers, from PostgreSQL.
#pragma once

#include <optional>
#include <vector>

#include "application/organization/caller_store.h"
#include "infrastructure/postgres/connection/pool.h"

namespace pipewright::postgres {

// Thread safe.
class PostgresCallerStore : public organization::CallerStore {
 public:
  explicit PostgresCallerStore(Pool& pool) : pool_(pool) {}

  absl::StatusOr<std::optional<organization::CallerRecord>> Load(const UserId& user,
                                                                 const organization::SessionId& session,
                                                                 const std::optional<TenantId>& tenant,
                                                                 const RequestContext& context) override;
  absl::StatusOr<std::vector<UserId>> ReportsOf(const UserId& user, const TenantId& tenant,
                                                const RequestContext& context) override;

 private:
  Pool& pool_;
};

}  // namespace pipewright::postgres
