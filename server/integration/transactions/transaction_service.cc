#include "server/integration/transactions/transaction_service.h"

#include "pipewright/integration/v1/transaction_service.pb.h"

namespace pipewright::integration {

void AddTransactionService(server::Api& api, const StepRunner& steps) {
  api.services.Add().Composite<v1::ExecuteRequest, v1::ExecuteResponse>(steps);
}

}  // namespace pipewright::integration
