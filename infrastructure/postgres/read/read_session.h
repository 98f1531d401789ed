// What questions with SQL of their own have in common.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "application/shared/call/request_context.h"
#include "domain/shared/money.h"
#include "infrastructure/postgres/connection/pool.h"
#include "infrastructure/postgres/connection/sql.h"

namespace pipewright::postgres {

// A connection that is ready for the caller's reads.
class ReadSession {
 public:
  static absl::StatusOr<ReadSession> Begin(Pool& pool, const RequestContext& context);

  absl::Status Read(const Sql& sql, const std::vector<Param>& params, absl::FunctionRef<absl::Status(Row)> on_row);
  // From the next read on all see the records as they are at that one. Once, for as long as the session lives.
  absl::Status HoldStill();

 protected:
  const RequestContext& context() const { return context_; }

 private:
  ReadSession(Pool::Lease lease, const RequestContext& context) : lease_(std::move(lease)), context_(context) {}

  Pool::Lease lease_;
  const RequestContext& context_;
};

// SQL: the sum of a column of ten-thousandths, which are not negative, as one (kLargestSumE4 at most).
std::string SumOf(absl::string_view column);

// An amount in two cells; nothing when the first is NULL.
absl::StatusOr<std::optional<Money>> MoneyFrom(const Cell& e4, const Cell& currency_code);
// The same in a currency that is known.
absl::StatusOr<std::optional<Money>> MoneyFrom(const Cell& e4, const Currency& currency);

}  // namespace pipewright::postgres
