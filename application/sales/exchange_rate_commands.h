// What can be done to exchange rates.
#pragma once

#include "absl/status/statusor.h"
#include "application/shared/commands/record_commands.h"
#include "application/unit_of_work.h"
#include "domain/sales/exchange_rate.h"

namespace pipewright::sales {

using CreateExchangeRate = CreateRecord<ExchangeRate>;
using UpdateExchangeRate = UpdateRecord<ExchangeRate>;

// A new one is to the tenant's base currency. One from the same day on as another live one of its currency is
// kAlreadyExists.
class ExchangeRateCommands : public RecordCommands<ExchangeRate> {
 public:
  using RecordCommands::RecordCommands;

 protected:
  absl::StatusOr<ExchangeRate> Make(const RequestContext& ctx, const CreateExchangeRate& cmd, const ExchangeRateId& id,
                                    ExchangeRateChanges& details, UnitOfWork& uow) const override;
};

}  // namespace pipewright::sales
