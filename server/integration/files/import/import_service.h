#pragma once

#include "server/integration/files/file_streams.h"
#include "server/integration/files/import/import_upload.h"
#include "server/record/record_service.h"

namespace pipewright::integration {

// Adds the service to the API. All that is handed over outlives it.
void AddImportService(server::Api& api, const ImportPorts& ports, FileStreams& streams);

}  // namespace pipewright::integration
