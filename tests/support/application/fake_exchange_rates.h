// The repository of exchange rates, in memory.
#pragma once

#include <optional>
#include <vector>

#include "domain/sales/exchange_rate_repository.h"
#include "tests/support/application/fake_repository.h"

namespace pipewright {

class FakeExchangeRates : public FakeRepository<sales::ExchangeRate, sales::ExchangeRateRepository> {
 public:
  using FakeRepository::FakeRepository;

  absl::StatusOr<std::optional<Rate>> RateFor(const sales::RateQuestion& question) override {
    ++questions_;
    const S* found = nullptr;
    for (const auto& [id, state] : rows()) {
      const bool fits = !state.delete_time.has_value() && state.currency_code == question.currency &&
                        state.base_currency_code == question.base && state.valid_from_date <= question.day;
      if (fits && (found == nullptr || found->valid_from_date < state.valid_from_date)) found = &state;
    }
    return found == nullptr ? std::nullopt : std::optional<Rate>(found->rate);
  }
  // How often a rate was asked for.
  int questions() const { return questions_; }

 protected:
  absl::Status CheckUnique(const S& state) const override {
    for (const auto& [id, other] : rows()) {
      if (id != state.id && other.currency_code == state.currency_code &&
          other.base_currency_code == state.base_currency_code && other.valid_from_date == state.valid_from_date &&
          !other.delete_time.has_value() && !state.delete_time.has_value()) {
        return AlreadyExists(sales::ExchangeRate::kResource, "valid_from_date", "the day is taken");
      }
    }
    return absl::OkStatus();
  }

 private:
  int questions_ = 0;
};

}  // namespace pipewright
