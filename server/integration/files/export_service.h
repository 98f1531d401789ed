// ExportService over gRPC: pages of a list as pieces of a file.
#pragma once

#include "pipewright/integration/v1/export_service.grpc.pb.h"
#include "server/integration/files/file_streams.h"
#include "server/integration/files/record_kind.h"
#include "server/rpc/dispatcher.h"

namespace pipewright::integration {

class ExportService final : public v1::ExportService::CallbackService {
 public:
  ExportService(server::Dispatcher& dispatcher, const RecordKinds& kinds, FileStreams& streams)
      : dispatcher_(dispatcher), kinds_(kinds), streams_(streams) {}

  grpc::ServerWriteReactor<v1::ExportRecordsResponse>* ExportRecords(grpc::CallbackServerContext* call,
                                                                     const v1::ExportRecordsRequest* request) override;

 private:
  server::Dispatcher& dispatcher_;
  const RecordKinds& kinds_;
  FileStreams& streams_;
};

}  // namespace pipewright::integration
