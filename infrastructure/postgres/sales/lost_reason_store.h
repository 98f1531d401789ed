// Lost reasons in PostgreSQL.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "domain/sales/lost_reason_repository.h"
#include "infrastructure/postgres/table/table.h"
#include "infrastructure/postgres/write/repository.h"
#include "infrastructure/postgres/write/write_session.h"

namespace pipewright::postgres {

const Table<sales::LostReason>& LostReasonTable();

class PostgresLostReasonRepository : public PostgresRepository<sales::LostReason, sales::LostReasonRepository> {
 public:
  explicit PostgresLostReasonRepository(WriteSession& session);

  absl::StatusOr<sales::LostReasonList> Live() override;

 protected:
  absl::Status StoreMore(const sales::LostReason& reason, const std::vector<sales::LostReasonEvent>& events) override;

 private:
  // As this unit of work has left them; null until they are asked for.
  sales::LostReasonList live_;
};

}  // namespace pipewright::postgres
