// The port through which commands load and store exchange rates, and ask which one is in force.
#pragma once

#include <optional>
#include <tuple>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "domain/sales/exchange_rate.h"
#include "domain/shared/money.h"
#include "domain/shared/repository.h"

namespace pipewright::sales {

// From which currency to which, on which day.
struct RateQuestion {
  Currency currency;
  Currency base;
  absl::CivilDay day;
  friend bool operator<(const RateQuestion& a, const RateQuestion& b) {
    return std::tie(a.currency, a.base, a.day) < std::tie(b.currency, b.base, b.day);
  }
};

class ExchangeRateRepository : public Repository<ExchangeRate> {
 public:
  // The rate in force, as this unit of work has left it, whoever calls; none when there is none so early. A question is
  // asked of the store once.
  virtual absl::StatusOr<std::optional<Rate>> RateFor(const RateQuestion& question) = 0;

  // Asks several at once, so that asking each costs nothing.
  virtual absl::Status PrefetchRates(absl::Span<const RateQuestion> /*questions*/) { return absl::OkStatus(); }
};

}  // namespace pipewright::sales
