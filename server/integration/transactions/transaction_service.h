#pragma once

#include "server/integration/transactions/step_runner.h"
#include "server/record/record_service.h"

namespace pipewright::integration {

// Adds the service to the API. All that is handed over outlives it.
void AddTransactionService(server::Api& api, const StepRunner& steps);

}  // namespace pipewright::integration
