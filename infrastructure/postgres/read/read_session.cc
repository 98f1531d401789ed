#include "infrastructure/postgres/read/read_session.h"

#include "absl/strings/str_cat.h"
#include "domain/shared/amounts.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/table/codec.h"

namespace pipewright::postgres {

absl::StatusOr<ReadSession> ReadSession::Begin(Pool& pool, const RequestContext& context) {
  ASSIGN_OR_RETURN(auto lease, pool.Acquire(context.principal->tenant, context.deadline));
  RETURN_IF_ERROR(lease->PrepareSession(context.principal->tenant, context.deadline));
  return ReadSession(std::move(lease), context);
}

absl::Status ReadSession::Read(const Sql& sql, const std::vector<Param>& params,
                               absl::FunctionRef<absl::Status(Row)> on_row) {
  return lease_->Read(sql, params, on_row, context_.cancellation.get());
}

absl::Status ReadSession::HoldStill() {
  return lease_->Pipeline(lease_->BeginPrepared("begin isolation level repeatable read read only"),
                          context_.cancellation.get());
}

std::string SumOf(absl::string_view column) {
  // Not least(), which answers the bound when there is nothing to add up.
  return absl::StrCat("(case when sum(", column, ") > ", kLargestSumE4, " then ", kLargestSumE4, " else sum(", column,
                      ") end)::bigint");
}

absl::StatusOr<std::optional<Money>> MoneyFrom(const Cell& e4, const Cell& currency_code) {
  if (e4.null) return std::optional<Money>();
  ASSIGN_OR_RETURN(const Currency currency, Currency::Parse(currency_code.text));
  return MoneyFrom(e4, currency);
}

absl::StatusOr<std::optional<Money>> MoneyFrom(const Cell& e4, const Currency& currency) {
  if (e4.null) return std::optional<Money>();
  int64_t amount = 0;
  RETURN_IF_ERROR(Codec<int64_t>::FromText(e4.text, amount));
  ASSIGN_OR_RETURN(Money money, Money::Of(currency, amount));
  return std::optional<Money>(std::move(money));
}

}  // namespace pipewright::postgres
