#include "application/sales/exchange_rate_commands.h"

#include "domain/sales/exchange_rate_repository.h"

namespace pipewright::sales {

absl::StatusOr<ExchangeRate> ExchangeRateCommands::Make(const RequestContext& ctx, const CreateExchangeRate& /*cmd*/,
                                                        const ExchangeRateId& id, ExchangeRateChanges& details,
                                                        UnitOfWork& /*uow*/) const {
  return ExchangeRate::Create(id, ctx.principal->base_currency, details);
}

}  // namespace pipewright::sales
