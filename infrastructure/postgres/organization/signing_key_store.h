// The signing keys in PostgreSQL.
#pragma once

#include <vector>

#include "application/organization/signing_keys.h"
#include "infrastructure/postgres/pool.h"

namespace pipewright::postgres {

// Thread safe.
class PostgresSigningKeyStore : public organization::SigningKeyStore {
 public:
  explicit PostgresSigningKeyStore(Pool& pool) : pool_(pool) {}
  absl::StatusOr<std::vector<organization::SigningKey>> Load() override;
  absl::Status Change(const Changer& change) override;

 private:
  Pool& pool_;
};

}  // namespace pipewright::postgres
