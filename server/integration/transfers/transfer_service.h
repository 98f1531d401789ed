#pragma once

#include "application/integration/record_transfer.h"
#include "server/record/record_service.h"

namespace pipewright::integration {

// Adds the service to the API. All that is handed over outlives it.
void AddTransferService(server::Api& api, const TransferCommands& commands);

}  // namespace pipewright::integration
