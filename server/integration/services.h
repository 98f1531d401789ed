// The services of the integration context: each call adds one to the server's API. Everything that is handed over
// outlives it.
#pragma once

#include "application/application.h"
#include "server/integration/events/event_hub.h"
#include "server/integration/events/event_proto.h"
#include "server/integration/files/file_streams.h"
#include "server/integration/files/import/import_upload.h"
#include "server/integration/transactions/step_runner.h"
#include "server/record/record_service.h"

namespace pipewright::integration {

void AddEventService(server::Api& api, const Application::Integration& integration, const EventProto& proto,
                     EventHub& hub);
void AddJobService(server::Api& api, const Application::Integration& integration);
void AddImportService(server::Api& api, const ImportPorts& ports, FileStreams& streams);
void AddTransferService(server::Api& api, const Application::Integration& integration);
void AddExportService(server::Api& api, FileStreams& streams);
void AddTransactionService(server::Api& api, const StepRunner& steps);

}  // namespace pipewright::integration
