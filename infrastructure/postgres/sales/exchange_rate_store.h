// Exchange rates in PostgreSQL.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "domain/sales/exchange_rate_repository.h"
#include "infrastructure/postgres/connection/sql.h"
#include "infrastructure/postgres/table/table.h"
#include "infrastructure/postgres/write/repository.h"
#include "infrastructure/postgres/write/write_session.h"

namespace pipewright::postgres {

const Table<sales::ExchangeRate>& ExchangeRateTable();

// The rates in force that there are.
using Rates = std::map<sales::RateQuestion, Rate>;

// Reads them by one statement; `read` runs it.
absl::Status ReadRates(
    const TenantId& tenant, absl::Span<const sales::RateQuestion> questions,
    absl::FunctionRef<absl::Status(const Sql&, const std::vector<Param>&, absl::FunctionRef<absl::Status(Row)>)> read,
    Rates& rates);

class PostgresExchangeRateRepository : public PostgresRepository<sales::ExchangeRate, sales::ExchangeRateRepository> {
 public:
  explicit PostgresExchangeRateRepository(WriteSession& session);

  absl::StatusOr<std::optional<Rate>> RateFor(const sales::RateQuestion& question) override;
  absl::Status PrefetchRates(absl::Span<const sales::RateQuestion> questions) override;

 protected:
  absl::Status StoreMore(const sales::ExchangeRate& rate, const std::vector<sales::ExchangeRateEvent>& events) override;

 private:
  // What was asked for since a rate was stored last.
  std::map<sales::RateQuestion, std::optional<Rate>> known_;
};

}  // namespace pipewright::postgres
