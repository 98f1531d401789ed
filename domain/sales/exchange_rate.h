// An exchange rate: what one unit of a currency is worth in the tenant's base currency, from a day on.
#pragma once

#include <optional>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "domain/shared/aggregate.h"
#include "domain/shared/change.h"
#include "domain/shared/money.h"
#include "domain/shared/record_kind.h"

namespace pipewright::sales {

using ExchangeRateEvent = std::variant<EventNamed<"exchange_rate.created">, EventNamed<"exchange_rate.updated">,
                                       EventNamed<"exchange_rate.deleted">, EventNamed<"exchange_rate.undeleted">>;

// In force on a day is the latest one that isn't after it. Live ones of a currency and base begin on different days.
struct ExchangeRateState : Record {
  ExchangeRateId id;
  Currency currency_code;
  // The tenant's when the rate was made. It counts while that is the base currency.
  Currency base_currency_code;
  absl::CivilDay valid_from_date;
  Rate rate;
};

// The fields that a caller may set, as an update names them. The currency is decided at creation.
struct ExchangeRateChanges {
  Change<Currency> currency_code;
  Change<absl::CivilDay> valid_from_date;
  Change<Rate> rate;
};

class ExchangeRateRepository;

class ExchangeRate : public Aggregate<ExchangeRate, ExchangeRateState, ExchangeRateEvent> {
 public:
  static constexpr absl::string_view kResource = "exchange_rate";
  using OwnRepository = ExchangeRateRepository;

  // kInvalidArgument names each field that is wrong: all of them must be set, and the currency another one than `base`.
  static absl::StatusOr<ExchangeRate> Create(ExchangeRateId id, const Currency& base,
                                             const ExchangeRateChanges& details);
  static ExchangeRate Restore(ExchangeRateState state) { return ExchangeRate(std::move(state)); }

  // Applies the named changes, or none of them when one is wrong: kInvalidArgument.
  absl::Status Edit(const ExchangeRateChanges& changes);

 private:
  using Aggregate::Aggregate;
};

}  // namespace pipewright::sales
