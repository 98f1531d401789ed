#include "domain/sales/exchange_rate.h"

#include "absl/strings/str_cat.h"
#include "domain/shared/errors.h"
#include "domain/shared/field_changes.h"
#include "domain/shared/status_macros.h"

namespace pipewright::sales {
absl::StatusOr<ExchangeRate> ExchangeRate::Create(ExchangeRateId id, const Currency& base,
                                                  const ExchangeRateChanges& details) {
  ExchangeRateState state;
  state.id = id;
  state.base_currency_code = base;
  Violations violations;
  TakeGiven(details.currency_code, "currency_code", violations, state.currency_code);
  TakeGiven(details.valid_from_date, "valid_from_date", violations, state.valid_from_date);
  TakeGiven(details.rate, "rate", violations, state.rate);
  if (details.currency_code.is_set() && state.currency_code == base) {
    violations.Add("currency_code", absl::StrCat(base.code(), " is the base currency, whose rate is always 1"));
  }
  RETURN_IF_ERROR(violations.ToStatus());
  ExchangeRate rate(std::move(state));
  rate.Emit<"exchange_rate.created">();
  return rate;
}

absl::Status ExchangeRate::Edit(const ExchangeRateChanges& changes) {
  ExchangeRateState edited = state();
  Violations violations;
  CheckKept(changes.currency_code, edited.currency_code, "currency_code", "is decided at creation", violations);
  if (changes.valid_from_date.is_named()) {
    TakeGiven(changes.valid_from_date, "valid_from_date", violations, edited.valid_from_date);
  }
  if (changes.rate.is_named()) TakeGiven(changes.rate, "rate", violations, edited.rate);
  RETURN_IF_ERROR(violations.ToStatus());
  mutable_state() = std::move(edited);
  Emit<"exchange_rate.updated">();
  return absl::OkStatus();
}

}  // namespace pipewright::sales
