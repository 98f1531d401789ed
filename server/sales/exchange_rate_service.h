#pragma once

#include "application/sales/exchange_rate_commands.h"
#include "application/shared/queries/key_lookup.h"
#include "application/shared/queries/record_queries.h"
#include "server/record/record_service.h"

namespace pipewright::sales {

// Adds the service to the API. All that is handed over outlives it.
void AddExchangeRateService(server::Api& api, const ExchangeRateCommands& commands,
                            const RecordQueries<ExchangeRate>& queries, const KeyLookup& keys);

}  // namespace pipewright::sales
