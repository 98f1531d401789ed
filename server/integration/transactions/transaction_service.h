// TransactionService over gRPC.
#pragma once

#include "pipewright/integration/v1/transaction_service.grpc.pb.h"
#include "server/integration/transactions/step_runner.h"
#include "server/rpc/dispatcher.h"

namespace pipewright::integration {

class TransactionService final : public v1::TransactionService::CallbackService {
 public:
  TransactionService(server::Dispatcher& dispatcher, const StepRunner& steps)
      : dispatcher_(dispatcher), steps_(steps) {}

  grpc::ServerUnaryReactor* Execute(grpc::CallbackServerContext* call, const v1::ExecuteRequest* request,
                                    v1::ExecuteResponse* response) override {
    return dispatcher_.Composite(call, request, response, steps_);
  }

 private:
  server::Dispatcher& dispatcher_;
  const StepRunner& steps_;
};

}  // namespace pipewright::integration
