#include "infrastructure/postgres/write/transactor.h"

#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/write/unit_of_work.h"
#include "infrastructure/postgres/write/write_session.h"

namespace pipewright::postgres {
namespace {

constexpr int kMaxAttempts = 3;

}  // namespace

absl::Status PostgresTransactor::Run(const RequestContext& context, Mode mode,
                                     absl::FunctionRef<absl::Status(UnitOfWork&)> work) {
  ASSIGN_OR_RETURN(auto lease, pool_.Acquire(context.principal->tenant, context.deadline));
  for (int attempt = 1;; ++attempt) {
    absl::Status status = RunOnce(*lease, context, mode, work);
    if (status.ok() || !IsRetryable(status) || attempt == kMaxAttempts) return status;
  }
}

absl::Status PostgresTransactor::RunOnce(Connection& connection, const RequestContext& context, Mode mode,
                                         absl::FunctionRef<absl::Status(UnitOfWork&)> work) {
  // PostgreSQL keeps microseconds; an answer must not show more than a later read will.
  WriteSession session(connection, context, ids_, absl::FromUnixMicros(absl::ToUnixMicros(clock_.Now())));
  PostgresUnitOfWork unit_of_work(session, numbers_, mode);
  absl::Status status = work(unit_of_work);
  if (status.ok() && mode == Mode::kCommit) {
    // Before it is sent: whatever becomes of it, it may have come through, unless the database says what it refused.
    unit_of_work.KeepCodeNumbers();
    status = session.Commit();
  } else if (status.ok()) {
    status = session.CheckAndRollback();
  }
  if (connection.broken()) {
    unit_of_work.KeepCodeNumbers();
  } else if (!status.ok()) {
    unit_of_work.ReturnCodeNumbers(status);
  }
  if (!status.ok()) connection.Rollback();
  return status;
}

}  // namespace pipewright::postgres
