// The signing keys in PostgreSQL.
#pragma once

#include <vector>

#include "application/organization/signing_keys.h"
#include "infrastructure/postgres/connection/pool.h"
#include "infrastructure/security/secret_box.h"

namespace pipewright::postgres {

// The private keys are sealed by `secrets`, if it has a key. Once it has, and SealAll was called, a key that isn't
// sealed is refused, as is one whose public half isn't the private one's: kInternal, for the log. Thread safe.
class PostgresSigningKeyStore : public organization::SigningKeyStore {
 public:
  // Both outlive it.
  PostgresSigningKeyStore(Pool& pool, const security::SecretBox& secrets) : pool_(pool), secrets_(secrets) {}
  absl::StatusOr<std::vector<organization::SigningKey>> Load() override;
  absl::Status Change(const Changer& change) override;

  // Seals those anew that are not as the box would seal them now: stored before there was a key, or by a former one.
  // kFailedPrecondition, with the way out, when the box can't open one.
  absl::Status SealAll();

 private:
  // From now on, in this database: the application role adds to server_secrets, and takes nothing away.
  absl::Status RefuseUnsealed();
  absl::StatusOr<std::vector<organization::SigningKey>> LoadFrom(Connection& connection, bool* current) const;

  Pool& pool_;
  const security::SecretBox& secrets_;
};

}  // namespace pipewright::postgres
