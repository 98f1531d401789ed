// ImportService over gRPC.
#pragma once

#include "pipewright/integration/v1/import_service.grpc.pb.h"
#include "server/dispatcher.h"
#include "server/integration/import_upload.h"

namespace pipewright::integration {

class ImportService final : public v1::ImportService::CallbackService {
 public:
  ImportService(server::Dispatcher& dispatcher, const ImportPorts& ports) : dispatcher_(dispatcher), ports_(ports) {}

  grpc::ServerReadReactor<v1::ImportRecordsRequest>* ImportRecords(grpc::CallbackServerContext* call,
                                                                   v1::Job* response) override {
    return server::TakeStream<v1::ImportRecordsRequest>(
        dispatcher_, call, response,
        [this](const RequestContext& context)
            -> absl::StatusOr<std::unique_ptr<server::Sink<v1::ImportRecordsRequest, v1::Job>>> {
          return std::make_unique<ImportUpload>(ports_, context);
        });
  }

 private:
  server::Dispatcher& dispatcher_;
  const ImportPorts ports_;
};

}  // namespace pipewright::integration
