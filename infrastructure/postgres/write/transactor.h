// Transactor on PostgreSQL.
#pragma once

#include "application/shared/call/ports.h"
#include "application/unit_of_work.h"
#include "infrastructure/postgres/connection/pool.h"
#include "infrastructure/postgres/write/number_blocks.h"

namespace pipewright::postgres {

// Thread safe. Runs at READ COMMITTED; lost updates are prevented by versions.
class PostgresTransactor : public Transactor {
 public:
  PostgresTransactor(Pool& pool, NumberBlocks& numbers, const Clock& clock, IdGenerator& ids)
      : pool_(pool), numbers_(numbers), clock_(clock), ids_(ids) {}

  absl::Status Run(const RequestContext& context, Mode mode,
                   absl::FunctionRef<absl::Status(UnitOfWork&)> work) override;

 private:
  absl::Status RunOnce(Connection& connection, const RequestContext& context, Mode mode,
                       absl::FunctionRef<absl::Status(UnitOfWork&)> work);

  Pool& pool_;
  NumberBlocks& numbers_;
  const Clock& clock_;
  IdGenerator& ids_;
};

}  // namespace pipewright::postgres
