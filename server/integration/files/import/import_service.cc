#include "server/integration/files/import/import_service.h"

#include <memory>

#include "pipewright/integration/v1/import_service.pb.h"

namespace pipewright::integration {

void AddImportService(server::Api& api, const ImportPorts& ports, FileStreams& streams) {
  using Sink = server::Sink<v1::ImportRecordsRequest, v1::Job>;
  api.services.Add().Upload<v1::ImportRecordsRequest, v1::Job>(
      [ports, &streams](const RequestContext& context) -> absl::StatusOr<std::unique_ptr<Sink>> {
        ASSIGN_OR_RETURN(FileStreams::Place place, streams.Take(context.tenant()));
        return std::make_unique<ImportUpload>(ports, context, std::move(place));
      });
}

}  // namespace pipewright::integration
