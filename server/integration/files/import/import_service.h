// ImportService over gRPC.
#pragma once

#include "pipewright/integration/v1/import_service.grpc.pb.h"
#include "server/integration/files/file_streams.h"
#include "server/integration/files/import/import_upload.h"
#include "server/rpc/dispatcher.h"

namespace pipewright::integration {

class ImportService final : public v1::ImportService::CallbackService {
 public:
  ImportService(server::Dispatcher& dispatcher, const ImportPorts& ports, FileStreams& streams)
      : dispatcher_(dispatcher), ports_(ports), streams_(streams) {}

  grpc::ServerReadReactor<v1::ImportRecordsRequest>* ImportRecords(grpc::CallbackServerContext* call,
                                                                   v1::Job* response) override {
    return server::TakeStream<v1::ImportRecordsRequest>(
        dispatcher_, call, response,
        [this](const RequestContext& context)
            -> absl::StatusOr<std::unique_ptr<server::Sink<v1::ImportRecordsRequest, v1::Job>>> {
          ASSIGN_OR_RETURN(FileStreams::Place place, streams_.Take(context.tenant()));
          return std::make_unique<ImportUpload>(ports_, context, std::move(place));
        });
  }

 private:
  server::Dispatcher& dispatcher_;
  const ImportPorts ports_;
  FileStreams& streams_;
};

}  // namespace pipewright::integration
