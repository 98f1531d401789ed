#pragma once

#include "server/integration/files/file_streams.h"
#include "server/record/record_service.h"

namespace pipewright::integration {

// Adds the service to the API. All that is handed over outlives it.
void AddExportService(server::Api& api, FileStreams& streams);

}  // namespace pipewright::integration
